/**
 * How long studying a built site takes with a long history: until the page is ready, and from a grade to the next question.
 * Usage: node measure-study.mjs SITE REVIEWS
 */

import { launch } from "./browser.mjs";
import { chance } from "./chance.mjs";
import { serve } from "./server.mjs";
import { answer, begin, imported, openStudy } from "./studying.mjs";

const VISITS = 15;
const GRADES = 60;
const DAY = 86_400_000;

const [site, count] = process.argv.slice(2);
if (!site || !count) throw new Error("usage: node measure-study.mjs SITE REVIEWS");

/** @param {string} name @param {number[]} times in milliseconds */
function printTimes(name, times) {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (/** @type {number} */ part) => sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)].toFixed(1).padStart(10);
  console.log(`${name.padEnd(44)}${at(0.5)}${at(0.95)}${at(1)}${String(times.length).padStart(8)}`);
}

/**
 * An export of as many reviews, over the questions by chance and over the last hundred days.
 * @param {string[]} ids
 * @param {number} reviews
 */
function history(ids, reviews) {
  const random = chance(1);
  const all = Array.from({ length: reviews }, (_, index) => {
    const time = Math.floor(Date.now() - DAY - random() * 100 * DAY);
    const key = `${time.toString(36).padStart(9, "0")}-${String(index).padStart(7, "0")}`;
    const question = ids[Math.floor(random() * ids.length)];
    return { version: 1, key, question, time, zone: 0, grade: [1, 2, 3, 3, 3, 4][Math.floor(random() * 6)], duration: 9000, typed: "", undone: false };
  });
  return JSON.stringify({ studybook: 1, reviews: all, settings: { version: 1, time: Date.now(), duePerDay: 9999, newPerDay: 9999 } });
}

const server = await serve(site, "/");
const browser = await launch();
const context = await browser.newContext({ reducedMotion: "reduce" });
await context.addInitScript(() => {
  const ready = new MutationObserver(() => {
    if (!Reflect.get(window, "readyAt") && document.querySelector(".begin .primary")) Object.assign(window, { readyAt: performance.now() });
    const gradedAt = Reflect.get(window, "gradedAt");
    if (gradedAt && document.querySelector(".reveal")) Object.assign(window, { gradedAt: 0, took: performance.now() - gradedAt });
  });
  ready.observe(document, { childList: true, subtree: true });
  addEventListener("keydown", ({ key }) => "1234".includes(key) && Object.assign(window, { gradedAt: performance.now() }), true);
});
const page = await context.newPage();
const root = `${server.origin}/`;
const { questions } = await (await page.request.get(`${root}study/questions.json`)).json();
const text = history(questions.map((/** @type {[string]} */ [id]) => id), Number(count));
const begun = performance.now();
await imported(page, root, text);
console.log(`${questions.length} questions; ${count} reviews, imported in ${Math.round(performance.now() - begun)} ms`);
console.log(`${"milliseconds".padEnd(44)}${["median", "p95", "most", "times"].map((head, index) => head.padStart(index < 3 ? 10 : 8)).join("")}`);

const protocol = await context.newCDPSession(page);
await protocol.send("Performance.enable", { timeDomain: "threadTicks" });
/** Milliseconds of processor time that the page's main thread has used; a busy machine does not change them. */
async function processorTime() {
  const { metrics } = await protocol.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
}

/**
 * @param {string} name
 * @param {() => Promise<void>} [prepare]
 */
async function visits(name, prepare) {
  const times = [];
  const processor = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    if (prepare) await page.goto(`${root}404.html`).then(prepare);
    await page.goto("about:blank");
    const before = await processorTime();
    await openStudy(page, `${root}study/`);
    processor.push((await processorTime()) - before);
    times.push(await page.evaluate(() => Reflect.get(window, "readyAt")));
  }
  printTimes(name, times);
  printTimes("  of it processor time of the page", processor);
}

await visits("page of study, until it is ready");
const forget = () =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open("studybook /").onsuccess = (event) => {
          const database = /** @type {IDBOpenDBRequest} */ (event.target).result;
          const transaction = database.transaction("cache", "readwrite");
          transaction.objectStore("cache").clear();
          transaction.oncomplete = () => {
            database.close();
            resolve(undefined);
          };
        };
      }),
  );
await visits("the same, the whole log replayed", /** @type {() => Promise<void>} */ (forget));
await openStudy(page, `${root}study/`);
await begin(page);
const grades = [];
for (let grade = 0; grade < GRADES; grade += 1) {
  await answer(page, 3);
  grades.push(await page.evaluate(() => Reflect.get(window, "took")));
}
printTimes("grade to next question", grades);
await browser.close();
await server.close();
