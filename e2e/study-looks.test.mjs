/** Every state of study and progress: no violations axe can find, nothing wider than the screen, all of it by keyboard alone. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { violations, withAxe } from "./axe.mjs";
import { DESKTOP, launch, PHONE } from "./browser.mjs";
import { none } from "./none.mjs";
import { overflow } from "./overflow.mjs";
import { own, stress } from "./sites.mjs";
import { answer, begin, openStudy } from "./studying.mjs";
import { visit } from "./visit.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * Goes through every state, from the first visit to the print of a mock interview.
 * @param {BrowserPage} page
 * @param {string} root
 * @param {(state: string) => Promise<void>} look
 */
async function walkThrough(page, root, look) {
  await openStudy(page, `${root}study/`);
  await look("overview");
  await page.getByText("Settings").click();
  await page.getByLabel("Type an answer before it is shown").check();
  await look("settings");
  await begin(page);
  await look("question");
  await page.getByRole("button", { name: "Note" }).click();
  await page.getByLabel("Your note").fill("Remember this");
  await look("note");
  await page.getByRole("button", { name: "Star" }).click();
  await page.locator(".reveal").click();
  await page.locator(".grades").waitFor();
  await look("answer");
  await page.locator(".grade-1").click();
  await page.locator(".reveal").waitFor();
  await page.locator("#card-title").focus();
  await answer(page, 3);
  await page.getByRole("button", { name: "End" }).click();
  await page.locator(".summary").waitFor();
  await look("summary");
  await page.goto(`${root}study/?mode=mock`);
  await page.locator(".mock").waitFor();
  await look("mock interview");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("timer").waitFor();
  await look("mock question");
  await page.locator(".reveal").click();
  await page.locator(".grade-2").click();
  await page.locator(".reveal").waitFor();
  await page.getByRole("button", { name: "End" }).click();
  await page.locator(".record").waitFor();
  await look("mock record");
  await page.goto(`${root}progress/`);
  await page.fill("#interview", "2099-01-01");
  await page.locator(".chart").nth(1).waitFor();
  for (const table of await page.getByText("As a table").all()) await table.click();
  await look("progress");
  await openStudy(page, `${root}study/?tag=nonsense`);
  await look("nothing to study");
}

const NARROWEST = { width: 320, height: 568 };

/** @type {[string, import("./visit.mjs").Options][]} */
const READERS = [
  ["on a phone, light", { viewport: PHONE, colorScheme: "light", hasTouch: true }],
  ["on a phone, dark", { viewport: PHONE, colorScheme: "dark", hasTouch: true }],
  ["on a desk, light", { viewport: DESKTOP, colorScheme: "light" }],
  ["on a desk, dark", { viewport: DESKTOP, colorScheme: "dark" }],
  ["on a desk at 200 %", { viewport: { width: DESKTOP.width / 2, height: DESKTOP.height / 2 }, deviceScaleFactor: 2 }],
  ["on the narrowest phone", { viewport: NARROWEST }],
];

describe("every state is sound", () => {
  for (const [name, options] of READERS) {
    test(name, () =>
      visit(browser, own(), options, async ({ context, page, root }) => {
        await withAxe(context);
        /** @type {string[]} */
        const troubles = [];
        await walkThrough(page, root, async (state) => {
          troubles.push(...[...(await overflow(page)), ...(await violations(page))].map((trouble) => `${state}: ${trouble}`));
        });
        none(troubles);
      }));
  }
});

test("a tag's name may be longer than the narrowest screen is wide", () =>
  visit(browser, stress(), { viewport: NARROWEST }, async ({ page, root }) => {
    await openStudy(page, `${root}study/?tag=title-only`);
    none(await overflow(page));
    await begin(page);
    await answer(page, 1);
    await page.goto(`${root}progress/`);
    const names = page.getByText("donaudampfschifffahrtsgesellschaft", { exact: true });
    await names.nth(1).waitFor();
    assert.equal(await names.count(), 2, "among the weakest and in the table");
    none(await overflow(page));
  }));

test("a sitting needs nothing but Tab and Enter, and what has the focus can be seen", () =>
  visit(browser, own(), { viewport: PHONE }, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    /** @param {RegExp} name */
    const goTo = async (name) => {
      for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press("Tab");
        const { text, isSeen } = await page.evaluate(() => {
          const element = document.activeElement;
          const box = element?.getBoundingClientRect();
          const top = box && document.elementFromPoint(box.left + box.width / 2, Math.min(Math.max(box.top + 2, 0), innerHeight - 1));
          return { text: element?.textContent ?? "", isSeen: Boolean(top && (element?.contains(top) || top.contains(element))) };
        });
        assert.ok(isSeen, `${text} has the focus and is hidden`);
        if (name.test(text)) return;
      }
      assert.fail(`${name} is never reached`);
    };
    await goTo(/^Study \d/);
    await page.keyboard.press("Enter");
    await page.locator(".reveal").waitFor();
    await goTo(/^Show answer/);
    await page.keyboard.press("Enter");
    await page.locator(".grades").waitFor();
    await goTo(/^Good/);
    await page.keyboard.press("Enter");
    await page.locator(".left", { hasText: "2 of" }).waitFor();
    await goTo(/^Undo/);
    await page.keyboard.press("Enter");
    await page.locator(".left", { hasText: "1 of" }).waitFor();
  }));
