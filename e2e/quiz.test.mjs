/** Questions with choices: real controls, checked in the page, by keys alone, on paper, and without JavaScript. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { violations, withAxe } from "./axe.mjs";
import { launch } from "./browser.mjs";
import { none } from "./none.mjs";
import { quizzes } from "./sites.mjs";
import { begin, isOver, openStudy } from "./studying.mjs";
import { visit } from "./visit.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} Page */

const ONE = "questions/which-element-has-no-box-of-its-own/";
const SEVERAL = "questions/which-are-colours/";
const OPEN = "questions/which-is-your-favourite/";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** The letters of the choices that are shown as right, or as chosen wrongly. @param {Page} page @param {string} mark */
const marked = (page, mark) => page.locator(`.choice.${mark} .letter`).allInnerTexts();

/** @param {Page} page */
const verdict = (page) => page.locator(".verdict").innerText();

/** What each verdict told the page. @param {Page} page */
async function listen(page) {
  await page.evaluate(() => {
    const told = /** @type {unknown[]} */ ([]);
    Reflect.set(window, "told", told);
    document.addEventListener("studybook:quiz", (event) => told.push(/** @type {CustomEvent} */ (event).detail));
  });
  return () => page.evaluate(() => Reflect.get(window, "told"));
}

test("one choice is right: a mouse chooses, the page checks, another choice begins anew", () =>
  visit(browser, quizzes(), {}, async ({ page, root }) => {
    await page.goto(root + ONE);
    const told = await listen(page);
    assert.equal(await page.getByRole("radio").count(), 3);
    assert.ok(await page.getByRole("group", { name: "Choose one" }).isVisible());
    const check = page.getByRole("button", { name: "Check" });
    assert.ok(await check.isDisabled());

    await page.getByText("main", { exact: true }).click();
    await check.click();
    assert.equal(await verdict(page), "Not right: it is B.");
    assert.deepEqual([await marked(page, "correct"), await marked(page, "incorrect")], [["B"], ["A"]]);
    assert.ok(await page.getByText("It only breaks the line.").isVisible());

    await page.getByRole("radio", { name: "B br" }).check();
    assert.equal(await page.locator(".verdict").textContent(), "");
    assert.deepEqual(await marked(page, "incorrect"), []);
    await check.click();
    assert.equal(await verdict(page), "Right.");
    const id = ONE.split("/")[1];
    assert.deepEqual(await told(), [{ id, correct: false }, { id, correct: true }]);
  }));

test("one choice is right: keys alone choose and check", () =>
  visit(browser, quizzes(), {}, async ({ page, root }) => {
    await page.goto(root + ONE);
    const isOn = () => page.evaluate(() => document.activeElement?.id ?? "");
    for (let steps = 0; (await isOn()) !== "choice-1"; steps += 1) {
      assert.ok(steps < 60, "no key leads to the choices");
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("ArrowDown");
    assert.ok(await page.locator("#choice-2").isChecked());
    await page.keyboard.press("Tab");
    // The code of the last choice can be scrolled and copied, so it has stops as well.
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    for (let steps = 0; (await focused()) !== "Check"; steps += 1) {
      assert.ok(steps < 5, "no key leads to the button");
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    assert.equal(await verdict(page), "Right.");
  }));

test("several choices are right: all of them, and no other", () =>
  visit(browser, quizzes(), {}, async ({ page, root }) => {
    await page.goto(root + SEVERAL);
    const [first, second, third] = await page.getByRole("checkbox").all();
    const check = page.getByRole("button", { name: "Check" });
    assert.ok(await page.getByRole("group", { name: "Choose all that are right" }).isVisible());
    await first.check();
    await check.click();
    assert.equal(await verdict(page), "Not right: it is A, C.");
    await third.check();
    await check.click();
    assert.equal(await verdict(page), "Right.");
    assert.deepEqual(await marked(page, "correct"), ["A", "C"]);
    await second.focus();
    await page.keyboard.press("Space");
    await check.click();
    assert.deepEqual(await marked(page, "incorrect"), ["B"]);
  }));

test("no choice is said to be right: there is nothing to check, and the answer says so", () =>
  visit(browser, quizzes(), {}, async ({ page, root }) => {
    await page.goto(root + OPEN);
    assert.equal(await page.getByRole("radio").count(), 2);
    await page.getByRole("radio").last().check();
    assert.equal(await page.getByRole("button", { name: "Check" }).count(), 0);
    await page.locator(".solution summary").click();
    assert.ok(await page.getByText("It is not said which choice is right.").isVisible());
  }));

test("without JavaScript the answer opens below the choices and names the right ones", () =>
  visit(browser, quizzes(), { javaScriptEnabled: false }, async ({ page, root }) => {
    for (const [path, right] of [[ONE, "Right: B"], [SEVERAL, "Right: A, C"]]) {
      await page.goto(root + path);
      assert.ok(await page.getByRole("button", { name: "Check" }).isHidden());
      await page.locator(".choice input").first().check();
      assert.ok(await page.getByText(right, { exact: true }).isHidden());
      await page.locator(".solution summary").click();
      assert.ok(await page.getByText(right, { exact: true }).isVisible());
    }
  }));

test("paper shows the choices and which are right, and no button", () =>
  visit(browser, quizzes(), {}, async ({ page, root }) => {
    await page.emulateMedia({ media: "print" });
    await page.goto(root + SEVERAL);
    assert.ok(await page.getByText("#fff").first().isVisible());
    assert.ok(await page.getByText("Right: A, C", { exact: true }).isVisible());
    assert.ok(await page.getByRole("button", { name: "Check" }).isHidden());
    await page.goto(`${root}print/`);
    const right = await page.locator(".choices .correct").allInnerTexts();
    assert.deepEqual(right.map((text) => text.trim().split(/\s/)[0]), ["B", "A", "C"]);
  }));

test("axe finds nothing before and after a verdict, in light and dark", () =>
  visit(browser, quizzes(), {}, async ({ context, page, root }) => {
    await withAxe(context);
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme });
      for (const path of [ONE, SEVERAL, OPEN]) {
        await page.goto(root + path);
        none(await violations(page));
        if (path === OPEN) continue;
        await page.locator(".choice input").first().check();
        await page.getByRole("button", { name: "Check" }).click();
        none(await violations(page));
      }
    }
  }));

test("where it is studied, a verdict shows the answer and proposes the grade, by keys alone", () =>
  visit(browser, quizzes(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await begin(page);
    for (let left = 3; left > 0; left -= 1) {
      const choices = page.locator(".card .choice input");
      await choices.first().waitFor();
      const check = page.locator(".card .quiz > button");
      if ((await check.count()) === 0) {
        await page.keyboard.press("Space");
        await page.locator(".grades").waitFor();
      } else {
        const right = await page.locator(".card .choice[data-right] input").all();
        for (const choice of right) {
          await choice.focus();
          await page.keyboard.press("Space");
          assert.ok(await choice.isChecked());
        }
        assert.ok(await page.locator(".card .answer").isHidden());
        await check.focus();
        await page.keyboard.press("Enter");
        await page.locator(".grade-3.proposed").waitFor();
        assert.ok(await page.locator(".card .answer .correct").isVisible());
      }
      await page.keyboard.press("3");
      await page.locator(".grades").waitFor({ state: "detached" });
    }
    assert.ok(await isOver(page));
  }));
