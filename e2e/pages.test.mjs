/** What holds on every kind of page: no violations axe can find, nothing in the console, nothing wider than the screen. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { violations, withAxe } from "./axe.mjs";
import { DESKTOP, launch, PHONE, watch } from "./browser.mjs";
import { none } from "./none.mjs";
import { overflow } from "./overflow.mjs";
import { serve } from "./server.mjs";
import { handwritten, own, ownBelow, pagesOf, sample, stress } from "./sites.mjs";

/** @typedef {import("./sites.mjs").Page} Page */
/** @typedef {import("./sites.mjs").Site} Site */
/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */

const WIDTHS = [320, 390, 768, 1280];

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * What sticks out of a window of the given width.
 * @param {BrowserPage} page
 * @param {number} width
 */
async function overflowAt(page, width) {
  await page.setViewportSize({ width, height: 800 });
  return overflow(page);
}

/**
 * The boxes for a question's text that have none.
 * @param {BrowserPage} page
 */
const emptyBoxes = (page) =>
  page.locator(".ask").evaluateAll((boxes) => {
    const isEmpty = (/** @type {Element} */ box) => [...box.childNodes].every(({ nodeName, textContent }) => nodeName === "H2" || !textContent?.trim());
    return boxes.filter((box) => isEmpty(box) && !box.querySelector("img")).map((box) => `nothing in ${box.outerHTML}`);
  });

/**
 * @param {Site} site
 * @param {Page[]} pages
 */
async function lookAtAll(site, pages) {
  const server = await serve(site.folder, site.base);
  try {
    const schemes = /** @type {const} */ (["light", "dark"]);
    const troubles = [];
    for (const scheme of schemes) troubles.push(...(await lookAtEach(server.origin + site.base, pages, scheme)));
    none(troubles);
  } finally {
    await server.close();
  }
}

/**
 * @param {string} root the address of the site
 * @param {Page[]} pages
 * @param {"light" | "dark"} colorScheme
 */
async function lookAtEach(root, pages, colorScheme) {
  const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
  await withAxe(context);
  const troubles = watch(context, new URL(root).origin);
  const page = await context.newPage();
  for (const { path } of pages) {
    await page.goto(root + path);
    const found = await emptyBoxes(page);
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport);
      found.push(...(await violations(page)).map((trouble) => `${viewport.width} wide: ${trouble}`));
    }
    for (const width of colorScheme === "light" ? WIDTHS : []) found.push(...(await overflowAt(page, width)));
    troubles.push(...found.map((trouble) => `/${path} (${colorScheme}): ${trouble}`));
  }
  await context.close();
  // Pictures that are far down are still on their way when the page is left.
  return troubles.filter((trouble) => !trouble.endsWith("net::ERR_ABORTED"));
}

const settled = (/** @type {Page[]} */ pages) => pages.filter((page) => page.kind !== "moved");

describe("every kind of page, light and dark, phone and desktop", () => {
  test("of the project's own site", async () => {
    const pages = settled(pagesOf(own()));
    const questions = pages.filter((page) => page.kind === "question");
    assert.ok(questions.length >= 12, `${questions.length} questions`);
    await lookAtAll(own(), [...new Set([...questions, ...sample(pages, 2)])]);
  });

  test("of the site below a path", () => lookAtAll(ownBelow(), sample(settled(pagesOf(ownBelow())), 1)));

  test("of the stress site", async () => {
    const pages = settled(pagesOf(stress()));
    assert.ok(handwritten(pages).length > 0, "the fixtures are in the site");
    assert.ok(pages.some((page) => page.path === "page/2/"), "the questions run over several pages");
    await lookAtAll(stress(), [...new Set([...handwritten(pages), ...sample(pages, 2)])]);
  });
});
