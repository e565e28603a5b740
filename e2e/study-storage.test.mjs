/** What is kept of a reader: in two tabs, in two browsers, and where a browser keeps nothing, too little or rubbish. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { launch } from "./browser.mjs";
import { own, ownBelow, stress } from "./sites.mjs";
import { answer, begin, current, exported, figure, imported, openStudy } from "./studying.mjs";
import { visit } from "./visit.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */

const DAY = 86_400_000;

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * Puts records into the database as they are, past all that the site does.
 * @param {BrowserPage} page of the site
 * @param {{ shelf: string, key: string, value: unknown }[]} records
 * @param {{ name?: string, version?: number }} [options]
 */
async function plant(page, records, { name = "studybook /", version = 1 } = {}) {
  await page.evaluate(
    ([records, name, version]) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open(name, version);
        request.onupgradeneeded = () => {
          for (const shelf of ["reviews", "stars", "notes", "settings", "cache", "aside"]) request.result.createObjectStore(shelf);
        };
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const transaction = request.result.transaction([...request.result.objectStoreNames], "readwrite");
          for (const { shelf, key, value } of records) transaction.objectStore(shelf).put(value, key);
          transaction.oncomplete = () => {
            request.result.close();
            resolve(undefined);
          };
        };
      }),
    /** @type {const} */ ([records, name, version]),
  );
}

/** @param {string} question @param {number} time */
const review = (question, time) => {
  const key = `${time.toString(36).padStart(9, "0")}-planted`;
  return { shelf: "reviews", key, value: { version: 1, key, question, time, zone: 0, grade: 3, duration: 4000, typed: "", undone: false } };
};

test("another tab's answers, stars and settings are seen at once", () =>
  visit(browser, own(), {}, async ({ context, page, root }) => {
    await openStudy(page, `${root}study/`);
    const other = await context.newPage();
    await openStudy(other, `${root}study/`);
    await begin(other);
    await answer(other, 3);
    await page.getByRole("button", { name: "Study 9 questions" }).waitFor();
    await begin(page);
    assert.equal(await current(page), await current(other));
    await answer(other, 4);
    await other.keyboard.press("u");
    await other.locator(".grades").waitFor();
    await other.keyboard.press("2");
    await other.locator(".reveal").waitFor();
    await other.keyboard.press("s");
    const starred = await current(other);
    await page.keyboard.press("k");
    await page.locator(`.tools a[href*="${starred}"]`).waitFor();
    await page.locator(".star[aria-pressed=true]").waitFor();
    await other.getByRole("button", { name: "End" }).click();
    await other.goto(`${root}progress/`);
    await other.getByText("2 reviews in the last 30 days").waitFor();
  }));

test("what was exported in one browser is merged in another, in both directions, and nothing twice", () =>
  visit(browser, ownBelow(), {}, async ({ page, root }) => {
    const elsewhere = await browser.newContext({ reducedMotion: "reduce" });
    const other = await elsewhere.newPage();
    for (const [reader, grade] of /** @type {const} */ ([[page, 3], [other, 1]])) {
      await openStudy(reader, `${root}study/`);
      await begin(reader);
      for (let number = 0; number < 3; number += 1) await answer(reader, grade);
      await reader.keyboard.press("s");
      await reader.locator(".star[aria-pressed=true]").waitFor();
    }
    await page.keyboard.press("u");
    await page.locator(".grades").waitFor();
    const one = await exported(page, root);
    assert.deepEqual([one.data.reviews.length, one.data.reviews.filter((/** @type {any} */ it) => it.undone).length], [3, 1]);
    assert.match(await imported(other, root, one.text), /2 reviews added/);
    const both = await exported(other, root);
    assert.equal(both.data.reviews.length, 6);
    assert.match(await imported(page, root, both.text), /3 reviews, 1 star added/);
    assert.match(await imported(page, root, both.text), /nothing that was not here already/);
    const again = await exported(page, root);
    assert.deepEqual(again.data.reviews, both.data.reviews);
    await elsewhere.close();
  }));

test("a file is dropped, and one that is no export is said to be none", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await page.goto(`${root}progress/`);
    await page.locator(".drop").waitFor();
    const drop = (/** @type {string} */ text) =>
      page.evaluate((text) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], "dropped.json"));
        document.querySelector(".drop")?.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
      }, text);
    await drop("{}");
    await page.getByText("dropped.json: This is not a file that a studybook site has exported.").waitFor();
    await drop(JSON.stringify({ studybook: 1, reviews: [review("photo-storage-sharding", Date.now()).value, { version: 1 }] }));
    await page.getByText("dropped.json: 1 review added. 1 record in it could not be read.").waitFor();
    await page.getByText("1 review in the last 30 days").waitFor();
  }));

test("the age of the last export is shown, and what came since", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await page.clock.setFixedTime("2026-03-01T12:00:00Z");
    await page.goto(`${root}progress/`);
    await page.getByText("Never exported.").waitFor();
    await exported(page, root);
    await page.clock.setFixedTime("2026-03-13T12:00:00Z");
    await openStudy(page, `${root}study/`);
    await begin(page);
    await answer(page, 3);
    await page.goto(`${root}progress/`);
    await page.getByText("Last exported 12 days ago; 1 review since.").waitFor();
  }));

test("lasting storage is asked for once, after the first grade", () =>
  visit(browser, own(), {}, async ({ context, page, root }) => {
    let asked = 0;
    await context.exposeFunction("persistAsked", () => (asked += 1));
    await context.addInitScript(() => {
      navigator.storage.persist = async () => {
        await Reflect.get(window, "persistAsked")();
        return true;
      };
    });
    for (let round = 0; round < 2; round += 1) {
      await openStudy(page, `${root}study/`);
      assert.equal(asked, round);
      await begin(page);
      const first = page.waitForFunction(() => true);
      await answer(page, 3);
      await first;
      await answer(page, 3);
    }
    assert.equal(asked, 1);
  }));

describe("where nothing can be kept, all goes on and the reader is told", () => {
  /** @param {BrowserPage} page @param {string} root @param {RegExp} sentence */
  const studyAll = async (page, root, sentence) => {
    await openStudy(page, `${root}study/`);
    await begin(page);
    await answer(page, 3);
    await page.locator(".trouble:not([hidden])", { hasText: sentence }).waitFor();
    await answer(page, 1);
    await page.keyboard.press("u");
    await page.locator(".grades").waitFor();
    await page.keyboard.press("3");
    await page.locator(".reveal").waitFor();
    await page.getByRole("button", { name: "End" }).click();
    await page.getByRole("button", { name: "Back to today" }).click();
    await page.getByRole("button", { name: "Study 8 questions" }).waitFor();
  };

  test("storage refused", () =>
    visit(browser, own(), {}, async ({ context, page, root }) => {
      await context.addInitScript(() => {
        Object.defineProperty(window, "indexedDB", {
          get: () => {
            throw new DOMException("refused", "SecurityError");
          },
        });
      });
      await studyAll(page, root, /does not let the site keep anything/);
    }));

  test("no room left", () =>
    visit(browser, own(), {}, async ({ context, page, root }) => {
      // The browser's own quota can be changed for profiles on disk only.
      await context.addInitScript(() => {
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...values) {
          if (Reflect.get(window, "hasRoom")) return put.apply(this, values);
          throw new DOMException("full", "QuotaExceededError");
        };
      });
      await studyAll(page, root, /no room left/);
      // What could not be written is written with the next answer, once there is room again.
      await page.evaluate(() => Object.assign(window, { hasRoom: true }));
      await begin(page);
      await answer(page, 3);
      await page.locator(".trouble").waitFor({ state: "hidden" });
      await openStudy(page, `${root}study/`);
      assert.equal(await figure(page, "not due yet"), 3);
    }));

  test("a database that cannot be opened", () =>
    visit(browser, own(), {}, async ({ page, root }) => {
      await page.goto(root);
      await plant(page, [], { version: 99 });
      await studyAll(page, root, /newer version of this site/);
    }));
});

test("records that make no sense are put aside, said, and exported", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await page.goto(root);
    const good = review("photo-storage-sharding", Date.now() - DAY);
    await plant(page, [
      good,
      { shelf: "reviews", key: "a", value: "rubbish" },
      { shelf: "reviews", key: "b", value: { ...good.value, grade: 9 } },
      { shelf: "reviews", key: "c", value: { ...good.value, key: "c", version: 2 } },
      { shelf: "notes", key: "d", value: { version: 1, question: 5 } },
      { shelf: "settings", key: "settings", value: { newPerDay: "many", duePerDay: 7, retention: 4 } },
      { shelf: "cache", key: "states", value: { ids: "x", numbers: [1] } },
    ]);
    await openStudy(page, `${root}study/`);
    assert.equal(await figure(page, "not due yet"), 1);
    assert.equal(await figure(page, "new today"), 10);
    await page.locator(".trouble", { hasText: "3 records of this browser could not be read" }).waitFor();
    const { data } = await exported(page, root);
    assert.equal(data.aside.length, 3);
    assert.equal(data.reviews.length, 1);
    await openStudy(page, `${root}study/`);
    assert.equal(await figure(page, "not due yet"), 1);
  }));

test("a former id's history is its question's, and what left the site is kept", () =>
  visit(browser, stress(), {}, async ({ page, root }) => {
    const { former, questions } = await (await page.request.get(`${root}study/questions.json`)).json();
    const [old, index] = former[0];
    await page.goto(root);
    await plant(page, [review(old, Date.now() - DAY), review("never-there", Date.now() - 2 * DAY), { shelf: "stars", key: old, value: { version: 1, question: old, on: true, time: 1 } }]);
    await openStudy(page, `${root}study/?starred`);
    assert.deepEqual([await figure(page, "in all"), await figure(page, "not due yet")], [1, 1]);
    await page.goto(`${root}progress/`);
    await page.locator(".marked a", { hasText: questions[index][1] }).waitFor();
    const { data } = await exported(page, root);
    assert.deepEqual(data.reviews.map((/** @type {any} */ it) => it.question).sort(), [old, "never-there"].sort());
  }));
