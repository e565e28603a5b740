/** A question page without a mouse: the skip link first, every control in turn, and always visible where one is. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESKTOP, launch, PHONE } from "./browser.mjs";
import { none } from "./none.mjs";
import { serve } from "./server.mjs";
import { handwritten, own, pagesOf, stress } from "./sites.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */
/** @typedef {import("./sites.mjs").Site} Site */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * @param {Site} site
 * @param {string} path
 * @param {{ width: number, height: number }} viewport
 * @param {(page: BrowserPage) => Promise<void>} look
 */
async function onPage(site, path, viewport, look) {
  const server = await serve(site.folder, site.base);
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    await page.goto(`${server.origin}${site.base}${path}`);
    await look(page);
  } finally {
    await context.close();
    await server.close();
  }
}

const longest = () => {
  const questions = pagesOf(own()).filter((page) => page.kind === "question");
  return questions.sort((one, other) => other.html.length - one.html.length)[0].path;
};

test("the skip link comes first, shows itself and leads to the content", () =>
  onPage(own(), longest(), DESKTOP, async (page) => {
    await page.keyboard.press("Tab");
    const link = page.locator(":focus");
    assert.match((await link.getAttribute("href")) ?? "", /^#/);
    const box = await link.boundingBox();
    assert.ok(box && box.x >= 0 && box.y >= 0 && box.width > 20 && box.height > 20, JSON.stringify(box));
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "MAIN");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.querySelector("main")?.contains(document.activeElement)));
  }));

/**
 * Goes through the page with Tab and tells what was passed over or did not show that it had the focus.
 * @param {BrowserPage} page
 */
async function walk(page) {
  const count = await page.evaluate(() => {
    const reachable = "a[href], button, input:not([disabled]), select, textarea, summary, [tabindex='0']";
    const all = [...document.querySelectorAll(reachable)].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const look = (/** @type {Element} */ element) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, textDecorationLine } = getComputedStyle(element);
      return JSON.stringify([outlineStyle === "none" ? "" : outlineStyle + outlineWidth + outlineColor, boxShadow, backgroundColor, textDecorationLine]);
    };
    const resting = new Map(all.map((element) => [element, look(element)]));
    Object.assign(window, { walked: { all, resting, look, seen: new Set(), hidden: [] } });
    return all.length;
  });
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press("Tab");
    await page.evaluate(() => {
      const { resting, look, seen, hidden } = Reflect.get(window, "walked");
      const element = document.activeElement;
      if (!element || seen.has(element)) return;
      seen.add(element);
      const box = element.getClientRects()[0];
      const onScreen = box && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      if (look(element) === resting.get(element) || !onScreen) hidden.push(element.outerHTML.slice(0, 120));
    });
  }
  return page.evaluate(() => {
    const { all, seen, hidden } = Reflect.get(window, "walked");
    const passed = all.filter((/** @type {Element} */ element) => !seen.has(element));
    return { count: all.length, hidden, passed: passed.map((/** @type {Element} */ element) => element.outerHTML.slice(0, 120)) };
  });
}

for (const viewport of [PHONE, DESKTOP]) {
  test(`Tab reaches every control and shows where it is, ${viewport.width} wide`, () =>
    onPage(own(), longest(), viewport, async (page) => {
      const { count, hidden, passed } = await walk(page);
      assert.ok(count > 10, `only ${count} controls`);
      assert.deepEqual({ hidden, passed }, { hidden: [], passed: [] });
    }));
}

test("whatever scrolls sideways can be scrolled with the keyboard", async () => {
  for (const { path } of handwritten(pagesOf(stress()))) {
    await onPage(stress(), path, PHONE, async (page) => {
      const stuck = await page.evaluate(() =>
        [...document.querySelectorAll("main *")]
          .filter((element) => element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX))
          .filter((element) => !(element instanceof HTMLElement && element.tabIndex === 0) && !element.querySelector("a, button"))
          .map((element) => element.outerHTML.slice(0, 120)),
      );
      none(stuck, path);
    });
  }
});
