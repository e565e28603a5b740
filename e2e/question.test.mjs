/** What a reader does on a question page: reads it without JavaScript, copies code, switches colours, prints it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { launch, PHONE, watch } from "./browser.mjs";
import { none } from "./none.mjs";
import { serve } from "./server.mjs";
import { own, pagesOf, stress } from "./sites.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").BrowserContextOptions} Options */
/** @typedef {{ context: BrowserContext, origin: string, url: string }} Opened */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const CODE = "questions/stress-code/";
const longest = () => {
  const questions = pagesOf(own()).filter((page) => page.kind === "question");
  return questions.sort((one, other) => other.html.length - one.html.length)[0].path;
};

/**
 * @param {() => import("./sites.mjs").Site} which
 * @param {string} path
 * @param {Options} options
 * @param {(opened: Opened) => Promise<void>} look
 */
async function inContext(which, path, options, look) {
  const site = which();
  const server = await serve(site.folder, site.base);
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const troubles = watch(context, server.origin);
  try {
    await look({ context, origin: server.origin, url: `${server.origin}${site.base}${path}` });
  } finally {
    await context.close();
    await server.close();
  }
  none(troubles);
}

test("without JavaScript everything is there and nothing is dead", () =>
  inContext(stress, CODE, { javaScriptEnabled: false }, async ({ context, url }) => {
    const page = await context.newPage();
    await page.goto(url);
    const shown = await page.locator("main .prose").allInnerTexts();
    await page.goto("about:blank");
    assert.match(shown.join("\n"), /The question of the code fixture/);
    assert.match(shown.join("\n"), /The last line of the code fixture/);
    await page.goto(url);
    for (const button of await page.locator("button").all()) {
      assert.equal(await button.isVisible(), false, await button.innerHTML());
    }
    await page.locator("nav a").first().click();
    await page.waitForURL((address) => address.pathname !== new URL(url).pathname);
  }));

test("without JavaScript the page says the same as with it", async () => {
  /** @type {string[]} */
  const texts = [];
  for (const javaScriptEnabled of [true, false]) {
    await inContext(own, longest(), { javaScriptEnabled }, async ({ context, url }) => {
      const page = await context.newPage();
      await page.goto(url);
      const prose = await page.locator("main .prose").allInnerTexts();
      texts.push(prose.join("\n").replace(/^Copy$/gm, "").replace(/\s+/g, " "));
    });
  }
  assert.equal(texts[1], texts[0]);
});

test("the copy button copies the code as it was written", () =>
  inContext(stress, CODE, {}, async ({ context, origin, url }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
    const page = await context.newPage();
    await page.goto(url);
    const source = readFileSync(new URL("fixtures/stress/content/code.md", import.meta.url), "utf8");
    const written = [...source.matchAll(/^```[^\n]*\n(.*?)^```$/gms)].map(([, code]) => code.trimEnd());
    const blocks = await page.locator("main .code").all();
    assert.equal(blocks.length, written.length);
    for (const [position, block] of blocks.entries()) {
      const button = block.getByRole("button");
      await button.click();
      await page.waitForFunction((element) => element?.textContent === "Copied", await button.elementHandle());
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(copied.trimEnd(), written[position], `block ${position + 1}`);
    }
  }));

test("a chosen theme outlasts the page and is there before anything is painted", () =>
  inContext(own, longest(), { colorScheme: "light" }, async ({ context, url }) => {
    await context.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        Object.assign(window, { themeAtBody: document.documentElement.dataset.theme ?? null });
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    const page = await context.newPage();
    const look = () =>
      page.evaluate(() => ({
        theme: document.documentElement.dataset.theme ?? null,
        first: Reflect.get(window, "themeAtBody"),
        ink: getComputedStyle(document.body).color,
      }));
    await page.goto(url);
    const light = await look();
    for (let clicks = 0; (await look()).theme !== "dark"; clicks += 1) {
      assert.ok(clicks < 4, "the switch has a dark position");
      await page.getByRole("button", { name: /theme/i }).click();
    }
    const dark = await look();
    assert.notEqual(dark.ink, light.ink);
    await page.reload();
    assert.deepEqual(await look(), { theme: "dark", first: "dark", ink: dark.ink });
    await page.locator("header a").first().click();
    await page.waitForLoadState("load");
    assert.equal((await look()).theme, "dark");
  }));

test("the theme is set by a script that holds up the first paint", () => {
  for (const page of pagesOf(own()).filter((page) => page.kind !== "moved")) {
    const head = page.html.slice(0, page.html.indexOf("</head>"));
    const script = head.match(/<script[^>]*src="[^"]*theme\.[^"]*"[^>]*>/)?.[0] ?? "";
    assert.match(script, /^<script/, page.file);
    assert.doesNotMatch(script, /async|defer|module/, page.file);
  }
});

test("on paper there is the question and its answer, and nothing to click", () =>
  inContext(own, longest(), {}, async ({ context, url }) => {
    const page = await context.newPage();
    await page.goto(url);
    await page.emulateMedia({ media: "print" });
    for (const kind of ["body > header", "body > footer", "nav", "button"]) {
      for (const part of await page.locator(kind).all()) assert.equal(await part.isVisible(), false, kind);
    }
    assert.ok(await page.locator("h1").isVisible());
    for (const part of await page.locator("main .prose").all()) assert.ok(await part.isVisible());
  }));

for (const viewport of [PHONE, { width: 1280, height: 800 }]) {
  test(`nothing moves while a page loads, ${viewport.width} wide`, async () => {
    for (const [site, path] of /** @type {const} */ ([[own, longest()], [stress, CODE]])) {
      await inContext(site, path, { viewport }, async ({ context, url }) => {
        const page = await context.newPage();
        await page.goto(url, { waitUntil: "networkidle" });
        const shift = await page.evaluate(
          () =>
            new Promise((resolve) => {
              let sum = 0;
              new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) sum += Reflect.get(entry, "value");
              }).observe({ type: "layout-shift", buffered: true });
              requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
            }),
        );
        assert.equal(shift, 0, url);
      });
    }
  });
}
