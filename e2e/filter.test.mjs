/** The filter of a list: what is chosen is in the address, counted, announced, taken back, and works for thousands. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { violations, withAxe } from "./axe.mjs";
import { DESKTOP, launch, PHONE } from "./browser.mjs";
import { none } from "./none.mjs";
import { deploys, own, stress, thousand } from "./sites.mjs";
import { once, visit } from "./visit.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */
/** @typedef {import("./visit.mjs").Visit} Visit */
/** @typedef {import("./sites.mjs").Site} Site */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** @param {Site} site @param {(visit: Visit) => Promise<void>} look @param {import("./visit.mjs").Options} [options] */
const on = (site, look, options = {}) => visit(browser, site, { expected: /ERR_ABORTED/, ...options }, look);

/** @param {BrowserPage} page */
const status = (page) => page.locator(".filter [role=status]");
/** @param {BrowserPage} page @param {string} text */
const says = (page, text) => status(page).filter({ hasText: text }).waitFor();
/** @param {BrowserPage} page */
const titles = (page) => page.locator(".list:visible h3").allInnerTexts();
/** @param {BrowserPage} page @param {string} label @param {string} option */
const choose = (page, label, option) => page.getByLabel(label, { exact: true }).selectOption(option);

test("narrows by tag, topic and difficulty, and says so in the address", () =>
  on(deploys().first, async ({ page, root }) => {
    await page.goto(root);
    await page.getByRole("button", { name: "Filter" }).click();
    await choose(page, "Tag", "both");
    await says(page, "2 of 3 questions");
    assert.equal(new URL(page.url()).search, "?tag=both");
    assert.deepEqual(await titles(page), ["Q1 What stays", "Q2 What changes"]);
    await choose(page, "Difficulty", "hard");
    await says(page, "1 of 3 questions");
    assert.equal(new URL(page.url()).search, "?tag=both&difficulty=hard");
    await choose(page, "Topic", "lasting");
    assert.deepEqual(await titles(page), ["Q2 What changes"]);
    await page.locator(".list:visible h3 a").click();
    await page.waitForURL(`${root}questions/changes/`);
  }));

test("goes back and forth with the browser", () =>
  on(deploys().first, async ({ page, root }) => {
    await page.goto(root);
    await page.getByRole("button", { name: "Filter" }).click();
    await choose(page, "Tag", "both");
    await choose(page, "Difficulty", "hard");
    await says(page, "1 of 3 questions");
    await page.goBack();
    await says(page, "2 of 3 questions");
    assert.equal(await page.getByLabel("Difficulty", { exact: true }).inputValue(), "");
    await page.goBack();
    assert.equal((await titles(page)).length, 3);
    assert.equal(await page.getByLabel("Tag", { exact: true }).inputValue(), "");
    await page.goForward();
    await says(page, "2 of 3 questions");
    await page.reload();
    await says(page, "2 of 3 questions");
    assert.equal(await page.getByLabel("Tag", { exact: true }).inputValue(), "both");
  }));

test("says when nothing matches, and is cleared", () =>
  on(deploys().first, async ({ page, root }) => {
    await page.goto(`${root}?tag=goes&difficulty=hard&tab=1`);
    await says(page, "No question matches.");
    assert.deepEqual(await titles(page), []);
    await page.getByRole("button", { name: "Clear filter" }).click();
    assert.equal(new URL(page.url()).search, "?tab=1");
    assert.equal((await titles(page)).length, 3);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "SELECT");
  }));

test("takes what an address asks for, whatever it is", () =>
  on(deploys().first, async ({ page, root }) => {
    for (const hostile of ["<img src=x onerror=alert(1)>", "__proto__", "constructor", "gone"]) {
      await page.goto(`${root}?tag=${encodeURIComponent(hostile)}`);
      await says(page, "No question matches.");
      assert.equal(await page.getByLabel("Tag", { exact: true }).inputValue(), hostile);
    }
  }));

test("on the page of a tag or topic narrows what is there", () =>
  on(deploys().first, async ({ page, root }) => {
    await page.goto(`${root}tags/both/`);
    await page.getByRole("button", { name: "Filter" }).click();
    await choose(page, "Difficulty", "hard");
    await says(page, "1 of 2 questions");
    await page.goto(`${root}topics/lasting/?difficulty=easy`);
    await says(page, "1 of 2 questions");
    assert.deepEqual(await titles(page), ["Q1 What stays"]);
  }));

describe("by state", () => {
  /** Grades a question on the page of study. @param {BrowserPage} page @param {string} root @param {string} grade */
  const study = async (page, root, grade) => {
    await page.goto(`${root}study/?tag=stays`);
    await page.locator(".begin .primary").click();
    await page.getByRole("button", { name: "Show answer" }).click();
    await page.getByRole("button", { name: grade }).click();
    await page.locator(".summary").waitFor();
  };

  test("new, learned and starred", () =>
    on(deploys().first, async ({ page, root }) => {
      await study(page, root, "Easy");
      await page.goto(`${root}questions/goes/`);
      await page.getByRole("button", { name: "Star" }).click();
      await page.locator(".star[aria-pressed=true]").waitFor();
      for (const [state, expected] of Object.entries({ learned: ["Q1 What stays"], new: ["Q2 What changes", "Q3 What goes"], starred: ["Q3 What goes"] })) {
        await page.goto(`${root}?state=${state}`);
        await says(page, `${expected.length} of 3 questions`);
        assert.deepEqual(await titles(page), expected, state);
      }
    }));

  test("due, when the day has come", () =>
    on(deploys().first, async ({ page, context, root }) => {
      await context.clock.install({ time: new Date("2026-03-02T12:00:00") });
      await study(page, root, "Good");
      await page.goto(`${root}?state=due`);
      await says(page, "No question matches.");
      await context.clock.setFixedTime(new Date("2026-04-20T12:00:00"));
      await page.goto(`${root}?state=due`);
      await says(page, "1 of 3 questions");
    }));

  test("where nothing can be kept, every question is new", () =>
    on(deploys().first, async ({ page, root }) => {
      await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { get: () => undefined }));
      await page.goto(`${root}?state=new`);
      await says(page, "3 of 3 questions");
    }));
});

test("a thousand questions are shown some at a time, and narrowed at once", () =>
  on(thousand(), async ({ page, root }) => {
    await page.goto(`${root}?state=new`);
    await says(page, "1000 of 1000 questions");
    assert.equal(await page.locator(".list:visible h3").count(), 50);
    await page.getByRole("button", { name: "Show more of 1000" }).click();
    assert.equal(await page.locator(".list:visible h3").count(), 100);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll(".list:not([hidden]) h3 a")].indexOf(/** @type {Element} */ (document.activeElement))), 50);
    // Before anything else can happen.
    const said = await page.evaluate(() => {
      const select = /** @type {HTMLSelectElement} */ (document.querySelector(".filter select"));
      select.selectedIndex = 1;
      select.dispatchEvent(new Event("change"));
      return document.querySelector(".filter [role=status]")?.textContent ?? "";
    });
    const [, count = ""] = /^(\d+) of 1000 questions$/.exec(said) ?? [];
    assert.ok(Number(count) > 0 && Number(count) < 1000, said);
    assert.equal(await page.locator(".list:visible h3").count(), Math.min(Number(count), 50));
  }));

test("without JavaScript there is the list, and no filter", () =>
  on(own(), async ({ page, root }) => {
    await page.goto(`${root}?difficulty=hard`);
    assert.ok(!(await page.locator(".filter").isVisible()));
    assert.ok((await page.locator(".list li").count()) > 0);
  }, { javaScriptEnabled: false }));

test("a list that cannot be had is said, and tried again", () =>
  on(deploys().first, async ({ page, root }) => {
    await page.route("**/study/questions.json", once((route) => route.abort()));
    await page.goto(root);
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("button", { name: "Filter (could not be loaded)" }).click();
    await page.getByLabel("Tag", { exact: true }).waitFor();
  }, { expected: /failed|ERR_FAILED/, serviceWorkers: "block" }));

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`has no violation, ${colorScheme}`, () =>
    on(stress(), async ({ page, context, root }) => {
      await withAxe(context);
      const found = [];
      for (const viewport of [PHONE, DESKTOP, { width: DESKTOP.width / 2, height: DESKTOP.height / 2 }]) {
        await page.setViewportSize(viewport);
        for (const search of ["?state=new", "?tag=nothing"]) {
          await page.goto(root + search);
          await status(page).filter({ hasText: "uestion" }).waitFor();
          found.push(...(await violations(page)));
        }
      }
      none(found);
    }, { colorScheme }));
}
