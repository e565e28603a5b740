/**
 * How long studying a built site takes with a long history: to bring that history from a file, until the page is ready, and
 * from a grade to the next question; and to narrow the list of questions otherwise. Usage: node measure-study.mjs SITE REVIEWS
 *
 * The page is ready when the button that begins is there and the task that put it there has ended, so that a press is heard at
 * once; counted from the beginning of the navigation, in a browser that has visited the site before. A grade ends with the
 * frame that shows the next question. Nobody answers as fast as this: each question is graded as soon as it is there.
 */

import { loadavg } from "node:os";

import { launch } from "./browser.mjs";
import { chance } from "./chance.mjs";
import { serve } from "./server.mjs";
import { answer, begin, imported, openStudy } from "./studying.mjs";

const VISITS = 25;
/** Milliseconds until browser and worker have done what an import and a first visit leave them to do. */
const SETTLED = 8000;
const GRADES = 60;
const CHANGES = 30;
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
await context.addInitScript(watchPage);

/** Runs in the page, before its scripts, and notes times on the window. */
function watchPage() {
  const times = { readyAt: 0, tookGrade: 0, tookImport: 0, tookFilter: 0 };
  let [gradedAt, givenAt] = [0, 0];
  let isFound = false;
  /** @param {() => void} act when the frame that is made next has been made */
  const whenPainted = (act) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = act;
      port2.postMessage(null);
    });
  const watcher = new MutationObserver(() => {
    if (!isFound && document.querySelector(".begin .primary")) {
      isFound = true;
      setTimeout(() => (times.readyAt = performance.now()));
    }
    if (gradedAt && document.querySelector(".reveal")) {
      const begin = gradedAt;
      gradedAt = 0;
      whenPainted(() => (times.tookGrade = performance.now() - begin));
    }
    if (givenAt && document.querySelector("section[aria-labelledby=backup] [role=status]")?.textContent) {
      times.tookImport = performance.now() - givenAt;
      givenAt = 0;
    }
  });
  watcher.observe(document, { childList: true, subtree: true });
  addEventListener("keydown", (event) => "1234".includes(event.key) && ([gradedAt, times.tookGrade] = [event.timeStamp, 0]), true);
  addEventListener(
    "change",
    ({ target }) => {
      const begin = performance.now();
      if (target instanceof HTMLInputElement && target.id === "import") givenAt = begin;
      times.tookFilter = 0;
      // The list is narrowed in the same task.
      if (target instanceof HTMLSelectElement) whenPainted(() => (times.tookFilter = performance.now() - begin));
    },
    true,
  );
  Object.assign(window, { times });
}

/**
 * A time that `watchPage` notes, once it has.
 * @param {"readyAt" | "tookGrade" | "tookImport" | "tookFilter"} name
 */
async function noted(name) {
  await page.waitForFunction((name) => Reflect.get(window, "times")[name] > 0, name);
  return page.evaluate((name) => /** @type {number} */ (Reflect.get(window, "times")[name]), name);
}
const page = await context.newPage();
const root = `${server.origin}/`;
const { questions } = await (await page.request.get(`${root}study/questions.json`)).json();
const text = history(questions.map((/** @type {[string]} */ [id]) => id), Number(count));
await imported(page, root, text);
const load = () => loadavg().map((part) => part.toFixed(1)).join(", ");
console.log(`${questions.length} questions; load average ${load()}`);
console.log(`${count} reviews, imported in ${Math.round(await noted("tookImport"))} ms`);
console.log(`${"milliseconds".padEnd(44)}${["median", "p95", "most", "times"].map((head, index) => head.padStart(index < 3 ? 10 : 8)).join("")}`);

await page.waitForTimeout(SETTLED);
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
    times.push(await noted("readyAt"));
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
  grades.push(await noted("tookGrade"));
}
printTimes("grade to next question", grades);
await page.goto(`${root}?state=due`);
const filtered = [];
for (let change = 0; change < CHANGES; change += 1) {
  const field = page.locator(["#filter-state", "#filter-difficulty", "#filter-tag"][change % 3]);
  await field.waitFor();
  await field.selectOption({ index: 1 + (Math.floor(change / 3) % 3) });
  filtered.push(await noted("tookFilter"));
}
printTimes("another filter of a list, until it is shown", filtered);
console.log(`load average ${load()}`);
await browser.close();
await server.close();
