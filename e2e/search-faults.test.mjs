/**
 * Search under attack and in disrepair, with the real engine: rows 102 to 107 of the project's list of abuses. Whatever
 * fails, a reader is told in a sentence and can still search titles and tags.
 */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { launch } from "./browser.mjs";
import { own, ownBelow, pagesOf, stress } from "./sites.mjs";
import { once, visit } from "./visit.mjs";

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").Page} BrowserPage */
/** @typedef {import("playwright-core").Route} Route */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * A visit where files are tampered with on their way. No service worker takes part: one that has been stopped leaves whoever
 * puts something in the way waiting, and search in a page that has one is the business of the tests of going offline.
 * @param {import("./sites.mjs").Site} site
 * @param {import("./visit.mjs").Options} options
 * @param {(visit: import("./visit.mjs").Visit) => Promise<void>} look
 */
const tampered = (site, options, look) => visit(browser, site, { serviceWorkers: "block", ...options }, look);

const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types studybook-worker";
const ENGINE = /\/assets\/engine\.[0-9a-f]+\.wasm$/;
const ROOT = /\/search\/root\.txt$/;
const CHUNK = /\/search\/[cflpstw][0-9a-f]+\.txt$/;

/** @param {BrowserPage} page */
const field = (page) => page.getByRole("combobox", { name: "Search for" });
/** @param {BrowserPage} page */
const hits = (page) => page.getByRole("listbox", { name: "Results" }).getByRole("option");

/**
 * Sends documents under another policy.
 * @param {BrowserContext} context
 * @param {string} policy
 */
const under = (context, policy) =>
  context.route(
    (url) => url.pathname.endsWith("/"),
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    },
  );

/**
 * Answers with the file changed.
 * @param {(bytes: Buffer) => Buffer | string} change
 * @returns {(route: Route) => Promise<void>}
 */
const changed = (change) => async (route) => {
  const response = await route.fetch();
  await route.fulfill({ status: response.status(), contentType: response.headers()["content-type"], body: change(await response.body()) });
};

/**
 * Only titles are searched, and the sentence says why.
 * @param {BrowserPage} page
 * @param {string} root
 * @param {RegExp} sentence
 */
async function searchesTitles(page, root, sentence) {
  const question = pagesOf(own()).filter((page) => page.kind === "question")[0];
  await page.goto(root + question.path);
  const heading = page.locator("h1");
  const word = (await heading.innerText()).match(/[a-z]{5,}/i)?.[0] ?? "";
  await page.keyboard.press("/");
  await field(page).fill(word.toUpperCase());
  await page.locator(".note").filter({ hasText: sentence }).waitFor();
  assert.match(await page.locator(".note").innerText(), /only titles and tags are searched/);
  const first = hits(page).first();
  assert.equal((await first.locator("mark").first().innerText()).toLowerCase(), word.toLowerCase());
  await page.locator(".narrow button").first().click();
  await page.locator('.narrow [aria-pressed="true"]').waitFor();
  await hits(page).first().click();
  await page.waitForURL(/\/questions\/[^/]+\/$/);
}

describe("102: a question is text, whatever it holds", () => {
  const hostile = [
    '<img src=x onerror="window.__pwned=1">',
    '"><script>window.__pwned=1</script>',
    "javascript:alert(1)",
    "</title><svg onload=alert(1)>",
    "{{ 7 * 191 }} ${alert(1)} \u202e\u0000\ud800",
    `tag:<b>x</b> title:"<i>" -"</p>" ${"(".repeat(400)}`,
  ];
  for (const [number, query] of hostile.entries()) {
    test(`number ${number + 1}, typed and in the address`, () =>
      tampered(own(), {}, async ({ context, page, root }) => {
        await under(context, STRICT);
        const check = async () => {
          await page.locator(".found .status").filter({ hasText: /question|Nothing/ }).waitFor();
          assert.equal(await page.evaluate(() => Reflect.get(window, "__pwned")), undefined);
          assert.equal(await page.locator(".found :is(img, script, svg, b, i)").count(), 0);
        };
        await page.goto(`${root}search/?q=${encodeURIComponent(query.replace("\ud800", ""))}`);
        await check();
        await page.goto(root);
        await page.keyboard.press("/");
        await field(page).fill(query);
        await field(page).press("Enter");
        await check();
        await field(page).fill("");
        await page.locator(".found .status").filter({ hasText: "Words" }).waitFor();
        assert.equal(await page.evaluate(() => Reflect.get(window, "__pwned")), undefined);
      }));
  }
});

for (const [name, site] of Object.entries({ own, ownBelow, stress })) {
  test(`103: everything works under the strictest policy (${name})`, () =>
    tampered(site(), {}, async ({ context, page, root }) => {
      await under(context, STRICT);
      await page.goto(root);
      await page.keyboard.press("/");
      await field(page).pressSequentially("data");
      await hits(page).first().waitFor();
      await page.getByRole("link", { name: "Open as a page" }).click();
      await page.waitForURL(/search\/\?q=data$/);
      await hits(page).first().click();
      await page.waitForURL(/\/questions\//);
      assert.equal(await page.locator("h1").count(), 1);
    }));
}

test("a hit leads to its heading, and the words are on the screen", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await page.goto(`${root}search/?q=shard`);
    const anchored = page.locator('[role=option][href*="#h-"]').first();
    const href = (await anchored.getAttribute("href")) ?? "";
    await anchored.click();
    await page.waitForURL(/\/questions\//);
    const id = decodeURIComponent(new URL(href).hash.slice(1).replace(/:~:.*/, ""));
    assert.equal(await page.locator(`[id="${id}"]`).count(), 1, href);
    await page.waitForFunction(() => scrollY > 0);
  }));

describe("104: without WebAssembly titles and tags are searched", () => {
  const sentence = /^The full search cannot run here/;
  const expected = /wasm|WebAssembly|engine|status of 404|ERR_FAILED|ERR_ABORTED/i;

  test("because the policy forbids it", () =>
    tampered(own(), { expected }, async ({ context, page, root }) => {
      await under(context, STRICT.replace(" 'wasm-unsafe-eval'", ""));
      await searchesTitles(page, root, sentence);
    }));

  test("because the browser has none", () =>
    tampered(own(), { expected }, async ({ context, page, root }) => {
      await context.addInitScript(() => Reflect.deleteProperty(window, "WebAssembly"));
      await searchesTitles(page, root, sentence);
    }));

  /** @type {Record<string, (route: Route) => Promise<void>>} */
  const faults = {
    "it is not there": (route) => route.fulfill({ status: 404, body: "" }),
    "it is cut in half": changed((bytes) => bytes.subarray(0, bytes.length / 2)),
    "it is empty": changed(() => ""),
    "it is a page": (route) => route.fulfill({ body: "<!doctype html><title>Hello</title>", contentType: "text/html" }),
  };
  for (const [name, fault] of Object.entries(faults)) {
    test(`because ${name}`, () =>
      tampered(own(), { expected }, async ({ context, page, root }) => {
        await context.route(ENGINE, fault);
        await searchesTitles(page, root, sentence);
      }));
  }
});

for (const contentType of ["application/octet-stream", "text/plain", "application/wasm; charset=utf-8"]) {
  test(`105: an engine sent as ${contentType} runs`, () =>
    tampered(own(), {}, async ({ context, page, root }) => {
      await context.route(ENGINE, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ body: await response.body(), contentType });
      });
      await page.goto(`${root}search/?q=data`);
      await hits(page).first().waitFor();
      assert.equal(await page.locator(".note").isVisible(), false);
    }));
}

/** A root as another version of the program would write it. */
const ofOtherVersion = changed((bytes) => Buffer.concat([bytes.subarray(0, 3), Buffer.from([bytes[3] + 1]), bytes.subarray(4)]));

describe("106: parts of different builds", () => {
  test("a root out of an old cache is asked for anew", () =>
    tampered(own(), {}, async ({ context, page, root }) => {
      await context.route(ROOT, once(ofOtherVersion));
      /** @type {string[]} */
      const roots = [];
      page.on("request", (request) => ROOT.test(request.url()) && roots.push(request.url()));
      await page.goto(`${root}search/?q=data`);
      await hits(page).first().waitFor();
      assert.equal(roots.length, 2);
      assert.equal(await page.locator(".note").isVisible(), false);
    }));

  test("an index this page cannot read is said", () =>
    tampered(own(), {}, async ({ context, page, root }) => {
      await context.route(ROOT, ofOtherVersion);
      await searchesTitles(page, root, /^The site has changed since this page was loaded: reload it/);
    }));

  test("a file of the build before is gone: the root is asked for anew, and what it names found", () =>
    tampered(stress(), { expected: /status of 404|ERR_ABORTED/ }, async ({ context, page, root }) => {
      await page.goto(`${root}search/`, { waitUntil: "networkidle" });
      await context.route(CHUNK, once((route) => route.fulfill({ status: 404, body: "" })));
      const again = page.waitForRequest(ROOT);
      await field(page).fill("language");
      await again;
      await hits(page).first().waitFor();
      assert.equal(await page.locator(".note").isVisible(), false);
    }));
});

describe("107: an index that is something else", () => {
  const lengths = Buffer.alloc(64, 0xff);
  /** @type {Record<string, (route: Route) => Promise<void>>} */
  const faults = {
    "random bytes": changed((bytes) => randomBytes(bytes.length)),
    "a page with status 200": (route) => route.fulfill({ body: "<!doctype html><title>Hello</title>", contentType: "text/html" }),
    "cut in half": changed((bytes) => bytes.subarray(0, bytes.length / 2)),
    "empty": changed(() => ""),
    "lengths of a gigabyte": changed((bytes) => Buffer.concat([bytes.subarray(0, 8), lengths, bytes.subarray(72)])),
  };
  for (const [name, fault] of Object.entries(faults)) {
    test(`the root: ${name}`, () =>
      tampered(own(), {}, async ({ context, page, root }) => {
        await context.route(ROOT, fault);
        await searchesTitles(page, root, /^The search index cannot be read/);
      }));

    test(`another file: ${name}`, () =>
      tampered(stress(), {}, async ({ context, page, root }) => {
        await context.route(CHUNK, fault);
        await page.goto(`${root}search/?q=language`);
        await page.locator(".note").filter({ hasText: /^The search index cannot be read/ }).waitFor();
      }));
  }

  test("the root is not there", () =>
    tampered(own(), { expected: /status of 404|ERR_ABORTED/ }, async ({ context, page, root }) => {
      await context.route(ROOT, (route) => route.fulfill({ status: 404, body: "" }));
      await searchesTitles(page, root, /^The search index cannot be read/);
    }));

  test("neither index nor titles", () =>
    tampered(own(), { expected: /status of 404|ERR_ABORTED/ }, async ({ context, page, root }) => {
      await context.route(/\/search\/(root\.txt|questions\.json)$/, (route) => route.fulfill({ status: 404, body: "" }));
      await page.goto(`${root}search/?q=data`);
      await page.locator(".status").filter({ hasText: /^Search is not available/ }).waitFor();
    }));
});

describe("offline, where no service worker helps", () => {
  const away = { expected: /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/ };

  test("before search was loaded", () =>
    tampered(own(), away, async ({ context, page, root }) => {
      await page.goto(root);
      await context.setOffline(true);
      await page.keyboard.press("/");
      await page.getByText("You are offline, and search has not been loaded yet.").waitFor();
      await context.setOffline(false);
      await page.waitForFunction(() => fetch(location.href, { cache: "no-store" }).then(() => true, () => false));
      await page.keyboard.press("/");
      await field(page).fill("data");
      await hits(page).first().waitFor();
    }));

  test("between two questions, and back again", () =>
    tampered(stress(), away, async ({ context, page, root }) => {
      await page.goto(`${root}search/?q=language`);
      await hits(page).first().waitFor();
      await page.waitForLoadState("networkidle");
      await context.setOffline(true);
      await field(page).fill("fixture");
      await page.locator(".status").filter({ hasText: /^You seem to be offline/ }).waitFor();
      await context.setOffline(false);
      await hits(page).first().waitFor();
      assert.equal(await page.locator(".note").isVisible(), false);
    }));
});
