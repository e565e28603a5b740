/** The page of study as a reader meets it: days, queues, grades, the way back, and what needs no mouse and no sight. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { intervalOf, nextMemory } from "../static/js/study/fsrs.js";
import { launch, PHONE } from "./browser.mjs";
import { chance } from "./chance.mjs";
import { own, ownBelow, stress } from "./sites.mjs";
import { answer, begin, current, figure, isOver, openStudy } from "./studying.mjs";
import { visit } from "./visit.mjs";

/** @typedef {import("./studying.mjs").Grade} Grade */
/** @typedef {import("./visit.mjs").Visit} Visit */

const NEW_A_DAY = 10;
const QUESTIONS = 12;

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A scheduler of its own, which shares with the page nothing but the formula. */
class Scheduler {
  /** @type {Map<string, { memory: import("../static/js/study/fsrs.js").Memory, day: number, first: number }>} */
  #cards = new Map();

  /** @param {number} day */
  due(day) {
    return [...this.#cards.values()].filter((card) => card.day + intervalOf(card.memory.stability) <= day).length;
  }

  /** @param {number} day */
  fresh(day) {
    const begun = [...this.#cards.values()].filter((card) => card.first === day).length;
    return Math.min(QUESTIONS - this.#cards.size, NEW_A_DAY - begun);
  }

  /** @param {string} id @param {Grade} grade @param {number} day */
  review(id, grade, day) {
    const card = this.#cards.get(id);
    const memory = nextMemory(card?.memory ?? null, grade, card ? day - card.day : 0);
    this.#cards.set(id, { memory, day, first: card?.first ?? day });
  }
}

test("three weeks of study ask what the scheduler says, through a change of the clock and nights after midnight", () =>
  visit(browser, own(), { timezoneId: "America/New_York" }, async ({ page, root }) => {
    const scheduler = new Scheduler();
    const random = chance(21);
    // Summer time ends on the first of November; some evenings last until half past two.
    const start = Date.parse("2026-10-20T13:00:00Z");
    let reviews = 0;
    for (let day = 0; day < 21; day += 1) {
      const isLate = day % 5 === 3;
      await page.clock.setFixedTime(start + day * 86_400_000 + (isLate ? 17.5 * 3_600_000 : 0));
      await openStudy(page, `${root}study/`);
      assert.deepEqual([await figure(page, "due"), await figure(page, "new today")], [scheduler.due(day), scheduler.fresh(day)], `day ${day}`);
      if (scheduler.due(day) + scheduler.fresh(day) === 0) continue;
      await begin(page);
      while (!(await isOver(page))) {
        const grade = /** @type {Grade} */ ([1, 2, 3, 3, 3, 4][Math.floor(random() * 6)]);
        scheduler.review(await current(page), grade, day);
        await answer(page, grade);
        reviews += 1;
      }
    }
    assert.ok(reviews > 35, `${reviews} reviews`);
  }));

test("each button says when the question comes again, and undo gives it back", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await begin(page);
    const first = await current(page);
    await page.keyboard.press("Space");
    const names = await page.locator(".grade").evaluateAll((buttons) => buttons.map((button) => button.textContent));
    assert.deepEqual(names, [1, 2, 3, 4].map((grade) => {
      const days = intervalOf(nextMemory(null, /** @type {Grade} */ (grade), 0).stability);
      return `${["Again", "Hard", "Good", "Easy"][grade - 1]}${days} d: again in ${days} day${days === 1 ? "" : "s"}`;
    }));
    await page.keyboard.press("4");
    await page.locator(".reveal").waitFor();
    assert.notEqual(await current(page), first);
    await page.keyboard.press("u");
    await page.locator(".grades").waitFor();
    assert.equal(await current(page), first);
    await page.keyboard.press("3");
    await page.locator(".reveal").waitFor();
    await page.getByRole("button", { name: "End" }).click();
    await openStudy(page, `${root}study/`);
    assert.deepEqual([await figure(page, "not due yet"), await figure(page, "new today")], [1, NEW_A_DAY - 1]);
  }));

test("what is skipped comes again at the end, and skipping is undone", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await begin(page);
    const first = await current(page);
    await page.keyboard.press("k");
    await page.locator(".left", { hasText: "2 of 11" }).waitFor();
    await page.keyboard.press("u");
    await page.locator(".left", { hasText: "1 of 10" }).waitFor();
    await page.locator(`.tools a[href*="${first}"]`).waitFor();
    await page.keyboard.press("k");
    for (let left = 9; left > 0; left -= 1) await answer(page, 3);
    assert.equal(await current(page), first);
    await answer(page, 3);
    assert.ok(await isOver(page));
  }));

test("what was missed is gone over until it is known, and that changes no date", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/?tag=caching`);
    const count = await figure(page, "new today");
    assert.ok(count > 1);
    await begin(page);
    for (let left = count; left > 0; left -= 1) await answer(page, 1);
    await page.getByRole("button", { name: /^Go over/ }).click();
    await page.locator(".reveal").waitFor();
    await answer(page, 1);
    for (let left = count; left > 0; left -= 1) await answer(page, 3);
    assert.ok(await isOver(page));
    await page.getByRole("button", { name: "Back to today" }).click();
    await page.locator(".overview .begin > *").first().waitFor();
    assert.equal(await figure(page, "not due yet"), count);
    await page.goto(`${root}progress/`);
    await page.getByText(`${count} reviews in the last 30 days, 0 %`).waitFor();
  }));

test("going back leads from a sitting to the overview, and links within an answer do not", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/?tag=caching`);
    await begin(page);
    await answer(page, 3);
    await page.evaluate(() => (location.hash = "#main"));
    await page.goBack();
    assert.ok(await page.locator(".reveal").isVisible());
    await page.goBack();
    await page.locator(".overview .begin > *").first().waitFor();
    assert.equal(new URL(page.url()).search, "?tag=caching");
    await page.keyboard.press("Space");
    await page.keyboard.press("3");
    assert.equal(await figure(page, "not due yet"), 1);
  }));

test("cramming asks everything and changes nothing", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/?tag=caching`);
    const count = await figure(page, "in all");
    await page.getByRole("button", { name: /^Cram/ }).click();
    await page.locator(".reveal").waitFor();
    for (let left = count; left > 0; left -= 1) await answer(page, 3);
    assert.ok(await isOver(page));
    await openStudy(page, `${root}study/`);
    assert.equal(await figure(page, "new today"), NEW_A_DAY);
  }));

describe("a queue is made of", () => {
  /** @type {[string, string, (count: number) => boolean][]} */
  const filters = [
    ["a tag", "?tag=caching", (count) => count > 0 && count < QUESTIONS],
    ["two tags", "?tag=caching&tag=scalability", (count) => count < QUESTIONS],
    ["a topic", "?topic=mobile-apps", (count) => count > 0 && count < QUESTIONS],
    ["what a search finds", "?q=race+condition", (count) => count > 0 && count < QUESTIONS],
    ["the starred", "?starred", (count) => count === 0],
    ["nothing, where there is no such tag", "?tag=nonsense", (count) => count === 0],
  ];
  for (const [name, query, fits] of filters) {
    test(name, () =>
      visit(browser, ownBelow(), {}, async ({ page, root }) => {
        await openStudy(page, `${root}study/${query}`);
        const count = await figure(page, "in all");
        assert.ok(fits(count), `${count} questions`);
      }));
  }

  test("what is chosen on the page, which the address then says", () =>
    visit(browser, own(), {}, async ({ page, root }) => {
      await openStudy(page, `${root}study/`);
      await page.selectOption("#what", { label: "caching" });
      await page.waitForURL("**/study/?tag=caching");
      await page.locator(".figures", { hasNotText: "12" }).waitFor();
      assert.ok((await figure(page, "in all")) < QUESTIONS);
      await page.goBack();
      await page.locator(".figures", { hasText: "12" }).waitFor();
    }));
});

test("a question that is all in its title has no empty box below it", () =>
  visit(browser, stress(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/?tag=title-only`);
    await begin(page);
    assert.equal(await current(page), "stress-title-only");
    assert.equal(await page.locator(".card .ask").count(), 0);
    await page.keyboard.press("Space");
    await page.getByText("This one's: there is no text beside it").waitFor();
  }));

test("limits of a day are kept, for all queues together", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await page.getByText("Settings").click();
    await page.fill("#setting-new", "3");
    await page.locator("#setting-new").blur();
    await page.getByRole("button", { name: "Study 3 questions" }).waitFor();
    await begin(page);
    await answer(page, 3);
    await openStudy(page, `${root}study/?tag=caching`);
    assert.equal(await figure(page, "new today"), 2);
    await openStudy(page, `${root}study/?due`);
    assert.equal(await figure(page, "new today"), 0);
  }));

test("an answer is typed before it is shown, and kept with the review", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await page.getByText("Settings").click();
    await page.getByLabel("Type an answer before it is shown").check();
    await begin(page);
    await page.getByLabel("Your answer").fill("1 shard by user, u and s");
    await page.keyboard.press("Control+Enter");
    await page.locator(".grade-3").click();
    await page.locator(".reveal").waitFor();
    assert.equal(await page.getByLabel("Your answer").inputValue(), "");
    const kept = await page.evaluate(() => new Promise((resolve) => {
      indexedDB.open("studybook /").onsuccess = (event) => {
        const database = /** @type {IDBOpenDBRequest} */ (event.target).result;
        database.transaction("reviews").objectStore("reviews").getAll().onsuccess = (event) => resolve(/** @type {IDBRequest} */ (event.target).result[0].typed);
      };
    }));
    assert.equal(kept, "1 shard by user, u and s");
  }));

test("single keys can be switched off, and buttons still do it all", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await page.getByText("Settings").click();
    await page.getByLabel(/^Keys/).uncheck();
    await begin(page);
    await page.keyboard.press("k");
    await page.keyboard.press("Space");
    assert.ok(await page.locator(".reveal").isVisible());
    assert.match(await page.locator(".left").innerText(), /^1 of/);
    await page.locator(".reveal").focus();
    await page.keyboard.press("Enter");
    await page.locator(".grade-3").focus();
    await page.keyboard.press("Enter");
    await page.locator(".left", { hasText: "2 of" }).waitFor();
  }));

test("reveal, grade and count are announced, and the focus goes to what is to be read", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await begin(page);
    const focused = () => page.evaluate(() => document.activeElement?.id);
    const status = page.locator(".study > [role=status]").last();
    assert.equal(await focused(), "card-title");
    await page.keyboard.press("Space");
    assert.equal(await status.textContent(), "Answer shown.");
    assert.equal(await focused(), "card-answer");
    await page.keyboard.press("3");
    await page.locator(".reveal").waitFor();
    assert.equal(await status.textContent(), "Good, again in 2 days. 9 questions left.");
    assert.equal(await focused(), "card-title");
    await page.keyboard.press("s");
    assert.equal(await status.textContent(), "Starred.");
  }));

test("a quiz proposes a grade", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await begin(page);
    const answered = (/** @type {boolean} */ correct) =>
      page.locator(".card").evaluate((card, correct) => card.firstElementChild?.dispatchEvent(new CustomEvent("studybook:quiz", { bubbles: true, detail: { id: "x", correct } })), correct);
    await answered(false);
    await page.keyboard.press("Space");
    await page.locator(".grade-1.proposed").waitFor();
    await answered(true);
    await page.locator(".grade-3.proposed").waitFor();
  }));

test("a page that is missing or damaged is said to be, and left out", () =>
  visit(browser, own(), { expected: /status of 404|questions/ }, async ({ page, root }) => {
    // Before the page is opened: it fetches the first questions before anybody asks for them.
    await page.route("**/questions/photo-storage-sharding/", (route) => route.fulfill({ status: 404, contentType: "text/html", body: "" }));
    await page.route("**/questions/music-streaming-consistent-hashing/", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><main>moved" }));
    await page.route("**/questions/crossword-app-hints-implementation/", (route) => route.abort());
    await openStudy(page, `${root}study/`);
    await page.getByRole("button", { name: "Study 10 questions" }).click();
    for (const sentence of ["not there any more", "holds no question", "seem to be offline"]) {
      await page.locator(".trouble", { hasText: sentence }).waitFor();
      await page.getByRole("button", { name: "Leave it out" }).click();
    }
    await page.locator(".reveal", { hasText: "Show answer" }).waitFor();
  }));

test("a mock interview asks a few questions by the clock, and leaves a record", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await page.goto(`${root}study/?mode=mock`);
    await page.getByLabel("Questions").fill("2");
    await page.getByLabel("Minutes for each").fill("1");
    await page.clock.install();
    await page.getByRole("button", { name: "Begin" }).click();
    await page.locator(".reveal").waitFor();
    await page.clock.runFor(50_000);
    assert.match(await page.getByRole("timer").innerText(), /^0:(09|10|11)$/);
    await page.clock.runFor(15_000);
    assert.match(await page.getByRole("timer").innerText(), /^\+0:0\d$/);
    await page.getByLabel("Notes while you speak").fill("first thought");
    await page.keyboard.press("Control+Enter");
    await page.locator(".grade-2").click();
    await page.locator(".left", { hasText: "2 of 2" }).waitFor();
    await page.locator(".reveal").click();
    await page.locator(".grade-3").click();
    const record = page.locator(".record li");
    assert.equal(await record.count(), 2);
    assert.match(await record.first().innerText(), /Hard\s+1:0\d, over time\s+first thought/);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save" }).click();
    assert.match((await download).suggestedFilename(), /^mock-interview-.*\.md$/);
  }));

test("a phone's buttons are large, within reach and clear of the question", () =>
  visit(browser, own(), { viewport: PHONE, hasTouch: true, isMobile: true }, async ({ page, root }) => {
    await openStudy(page, `${root}study/`);
    await page.getByRole("button", { name: /^Study \d/ }).tap();
    const isInReach = async (/** @type {string} */ selector) => {
      for (const box of await page.locator(selector).evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().toJSON()))) {
        assert.ok(box.width >= 44 && box.height >= 44, `${selector}: ${box.width} × ${box.height}`);
        assert.ok(box.top > PHONE.height / 2 && box.bottom <= PHONE.height + 1, `${selector}: ${box.top} to ${box.bottom}`);
      }
    };
    await page.locator(".reveal").waitFor();
    await isInReach(".pad button");
    await page.locator(".reveal").tap();
    await isInReach(".grades button");
    await page.locator(".grade-3").tap();
    await page.locator(".left", { hasText: "2 of" }).waitFor();
  }));

test("nothing is parsed as HTML from data: pages may demand Trusted Types", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await page.route(/\/(study|progress)\/$/, async (route) => {
      const response = await route.fetch();
      const policy = `${response.headers()["content-security-policy"]}; require-trusted-types-for 'script'; trusted-types studybook-worker`;
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    });
    await openStudy(page, `${root}study/`);
    await begin(page);
    await answer(page, 3);
    await answer(page, 1);
    await page.goto(`${root}progress/`);
    await page.getByText("2 reviews in the last 30 days").waitFor();
  }));

test("without JavaScript both pages say what they need", async () => {
  for (const path of ["study/", "progress/"]) {
    await visit(browser, own(), { javaScriptEnabled: false }, async ({ page, root }) => {
      await page.goto(root + path);
      assert.match(await page.locator("main").innerText(), /JavaScript/);
      await page.locator("main").getByRole("link").click();
      assert.equal(page.url(), root);
    });
  }
});
