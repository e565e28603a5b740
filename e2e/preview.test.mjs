/** The preview in a browser: what a tab does when its site is edited, and what it says when something is wrong. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations, withAxe } from "./axe.mjs";
import { launch, watch } from "./browser.mjs";
import { none } from "./none.mjs";
import { preview, question } from "./preview.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */
/** @typedef {import("./preview.mjs").Preview} Preview */
/** @typedef {import("playwright-core").BrowserContextOptions & { expected?: RegExp }} Options */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const LONG = Array.from({ length: 60 }, (_, number) => `**Part ${number}:**\n\n${"long ".repeat(80)}`).join("\n\n");
const BROKEN = "+++\ntitle = 3\n";

/**
 * @param {Record<string, string>} files
 * @param {Options} options
 * @param {(at: { site: Preview, open: (path: string) => Promise<BrowserPage> }) => Promise<void>} look
 */
async function editing(files, { expected, ...options }, look) {
  const site = await preview(files);
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  await withAxe(context);
  const troubles = watch(context, site.origin);
  try {
    await look({
      site,
      open: async (path) => {
        const page = await context.newPage();
        await page.goto(site.origin + path);
        await page.waitForSelector("html[data-preview=connected]");
        await page.evaluate(() => Reflect.set(window, "isAsBefore", true));
        return page;
      },
    });
  } finally {
    await context.close();
    await site.close();
  }
  // A tab that is closed or loaded anew breaks off what it has asked for.
  // axe tries styles of its own.
  const isOurs = (/** @type {string} */ trouble) => !trouble.includes("/__studybook/") && !trouble.startsWith(": Applying inline style");
  none(troubles.filter((trouble) => isOurs(trouble) && !expected?.test(trouble)));
}

/** Whether the page has not been loaded anew since it was opened. */
const isAsBefore = (/** @type {BrowserPage} */ page) => page.evaluate(() => Reflect.get(window, "isAsBefore") === true);

/** @param {BrowserPage} page @param {string} text */
const shows = (page, text) => page.getByText(text, { exact: false }).first().waitFor();

test("a tab that is loaded anew stays where it was, what is open stays open", () =>
  editing({ "content/a.md": question("Long", LONG) }, { viewport: { width: 390, height: 700 } }, async ({ site, open }) => {
    const page = await open("/questions/long/");
    await page.locator("nav.outline summary").click();
    await page.evaluate(() => scrollTo(0, 3000));
    await page.waitForFunction(() => scrollY === 3000);
    site.write("content/a.md", question("Long", `${LONG}\n\nA last sentence.`));
    await shows(page, "A last sentence.");
    await page.waitForFunction(() => Math.abs(scrollY - 3000) < 2);
    assert.equal(await page.locator("nav.outline details").getAttribute("open"), "");
    assert.equal(await isAsBefore(page), false);
  }));

test("of two tabs only the one whose page changed is loaded anew", () =>
  editing({ "content/a.md": question("One", "first"), "content/b.md": question("Two", "first") }, {}, async ({ site, open }) => {
    const [one, two] = [await open("/questions/one/"), await open("/questions/two/")];
    site.write("content/a.md", question("One", "changed"));
    await shows(one, "changed");
    // The channel keeps its order: had the first edit concerned the other tab, it would have been told before.
    site.write("content/b.md", question("Two", "changed too"));
    await shows(two, "changed too");
    site.write("content/a.md", question("One", "and again"));
    await shows(one, "and again");
    await two.evaluate(() => Reflect.set(window, "isAsBefore", true));
    site.write("static/css/99-own.css", "main { outline: 3px solid rgb(1, 2, 3) }");
    await two.waitForFunction(() => getComputedStyle(/** @type {Element} */ (document.querySelector("main"))).outlineColor === "rgb(1, 2, 3)");
    assert.equal(await isAsBefore(two), true);
  }));

test("a change of style arrives without a reload and without a moment of no style", () =>
  editing({ "content/a.md": question("One", "first") }, {}, async ({ site, open }) => {
    const page = await open("/questions/one/");
    for (const colour of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
      site.write("static/css/99-own.css", `h1 { color: ${colour} }`);
      await page.waitForFunction((wanted) => getComputedStyle(/** @type {Element} */ (document.querySelector("h1"))).color === wanted, colour);
    }
    await page.waitForFunction(() => document.querySelectorAll('link[rel="stylesheet"]').length === 1);
    assert.equal(await isAsBefore(page), true);
  }));

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`errors come over the page in the terminal's words and go by themselves, ${colorScheme}`, () =>
    editing({ "content/a.md": question("One", "first") }, { colorScheme }, async ({ site, open }) => {
      const page = await open("/questions/one/");
      site.write("content/b.md", BROKEN);
      const dialog = page.getByRole("dialog", { name: "1 error" });
      await dialog.waitFor();
      const text = await dialog.locator("pre.error").innerText();
      assert.match(text, /error\[front-matter\][^]*--> content\/b\.md:1:1[^]*\^\^\^ opened here[^]*= help: /);
      const link = dialog.getByRole("link", { name: "content/b.md:1:1" }).first();
      assert.match((await link.getAttribute("href")) ?? "", /^vscode:\/\/file\/.*\/content\/b\.md:1:1$/);
      assert.ok(await page.getByText("first").first().isVisible(), "the last good page is still there");
      none(await violations(page));
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/overlay-${colorScheme}.png` });
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
      await page.getByRole("button", { name: "1 error" }).click();
      await dialog.waitFor();
      site.remove("content/b.md");
      await dialog.waitFor({ state: "hidden" });
      assert.equal(await isAsBefore(page), true);
    }));
}

test("what content says in an error is text, under the strictest policy", () =>
  editing({ "content/a.md": question("One", "first") }, {}, async ({ site, open }) => {
    const page = await open("/questions/one/");
    await page.route("**/questions/one/", async (route) => {
      const response = await route.fetch();
      const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    });
    await page.reload();
    await page.waitForSelector("html[data-preview=connected]");
    site.write("content/b.md", "+++\n'<img src=x onerror=alert(1)>' = 3\n+++\n");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("<img src=x onerror=alert(1)>").first().waitFor();
    assert.equal(await dialog.locator("img").count(), 0);
    site.remove("content/b.md");
    await dialog.waitFor({ state: "hidden" });
    site.write("static/css/99-own.css", "h1 { color: rgb(1, 2, 3) }");
    await page.waitForFunction(() => getComputedStyle(/** @type {Element} */ (document.querySelector("h1"))).color === "rgb(1, 2, 3)");
  }));

test("warnings are counted in the corner, and their list is opened and closed by hand", () =>
  editing({ "content/a.md": `${question("One", "first")}\n[dead](#nowhere)\n` }, {}, async ({ site, open }) => {
    const page = await open("/questions/one/");
    const badge = page.getByRole("button", { name: "1 warning" });
    await badge.waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0);
    await badge.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "1 warning" });
    await dialog.getByText("warning[dead-link]").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "STUDYBOOK-PREVIEW");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className), "badge");
    site.write("content/a.md", question("One", "second"));
    await shows(page, "second");
    await page.waitForSelector("html[data-preview=connected]");
    await badge.waitFor({ state: "hidden" });
  }));

test("after a restart of the server a tab shows what was edited meanwhile", () =>
  editing({ "content/a.md": question("One", "first"), "content/b.md": question("Two", "first") }, { expected: /ERR_|failed/ }, async ({ site, open }) => {
    const [one, two] = [await open("/questions/one/"), await open("/questions/two/")];
    await site.stop();
    site.write("content/a.md", question("One", "meanwhile"));
    await site.start();
    await shows(one, "meanwhile");
    assert.equal(await isAsBefore(two), true);
  }));

test("E opens the question's source, and only where nothing is being typed", () =>
  editing(
    { "content/a.md": `# Book\n\n${question("One", "first")}`, "studybook.toml": "[serve]\neditor = 'https://editor.invalid/{path}:{line}:{column}'\n" },
    { expected: /editor\.invalid/ },
    async ({ open }) => {
      const page = await open("/questions/one/");
      await page.route("https://editor.invalid/**", (route) => route.fulfill({ body: "opened" }));
      await page.evaluate(() => document.body.append(document.createElement("input")));
      await page.locator("body > input").press("e");
      await page.keyboard.press("Control+e");
      await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
      assert.equal(await page.locator("body > input").inputValue(), "e");
      await page.keyboard.press("e");
      await page.waitForURL(/^https:\/\/editor\.invalid\/.*\/content\/a\.md:3:1$/);
    },
  ));

test("the tab of a question that is deleted goes to the list", () =>
  editing({ "content/a.md": question("One", "first"), "content/b.md": question("Two", "first") }, {}, async ({ site, open }) => {
    const page = await open("/questions/one/");
    site.remove("content/a.md");
    await page.waitForURL(`${site.origin}/`);
    await shows(page, "Two");
  }));

test("a site that never was built says why, and is there when it is mended", () =>
  editing({ "content/a.md": BROKEN }, { expected: /503/ }, async ({ site, open }) => {
    const page = await open("/");
    await page.getByRole("dialog", { name: "1 error" }).getByText("front matter is never closed").waitFor();
    site.write("content/a.md", question("One", "first"));
    await page.getByRole("link", { name: "One" }).waitFor();
  }));

test("the page about the build says what is wrong, what took how long, and what is missing", () =>
  editing({ "content/a.md": "## Q1: Bare\n\n**Question:**\nWhy?\n", "content/b.md": question("Two", "first") }, {}, async ({ site, open }) => {
    const page = await open("/questions/bare/");
    await page.goto(`${site.origin}/__studybook/`);
    await page.getByText("2 questions on").waitFor();
    const missing = page.locator("#without_answer");
    await missing.getByRole("link", { name: "Bare" }).waitFor();
    assert.match(await page.locator("#stages").innerText(), /load[^]*parse[^]*resolve[^]*render/);
    assert.match(await page.locator("#tables").innerText(), /documents\s+\d+\s+\d+[^]*pages/);
    assert.match(await page.locator("#problems").innerText(), /warning\[missing-answer\]/);
    none(await violations(page));
    site.write("content/a.md", question("Bare", "at last"));
    await missing.getByText("None.").waitFor();
  }));
