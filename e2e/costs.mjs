/** What searching costs a reader: the answers that are sent, and how often one waits for the host. */

import { setTimeout as pause } from "node:timers/promises";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").Page} BrowserPage */
/** @typedef {import("./server.mjs").Server} Server */
/** @typedef {{ bytes: number, requests: number, trips: number, hits: number, files: string[] }} Cost bytes of bodies as sent */

/** How late a host answers while round trips are counted, in milliseconds: a page does everything between two in less. */
export const DELAY = 40;
/** Milliseconds without a request on its way after which no more will come. */
const QUIET = 150;

/** @param {BrowserPage} page */
export const field = (page) => page.getByRole("combobox", { name: "Search for" });

/** The ways to put a question: all at once and then Enter, all at once, and letter by letter. */
export const WAYS = {
  put: async (/** @type {BrowserPage} */ page, /** @type {string} */ query) => {
    await field(page).evaluate((input, query) => Object.assign(input, { value: query }), query);
    await page.keyboard.press("Enter");
  },
  typed: (/** @type {BrowserPage} */ page, /** @type {string} */ query) => field(page).fill(query),
  letters: async (/** @type {BrowserPage} */ page, /** @type {string} */ query) => {
    await field(page).fill("");
    await page.keyboard.type(query, { delay: 150 });
  },
};

/**
 * What search adds to a page in a browser that has seen nothing of the site, from opening the dialog to the answer.
 * @param {Browser} browser
 * @param {Server} server answers late, by `DELAY`
 * @param {string} path of the page
 * @param {string[]} queries one after the other in one tab
 * @param {keyof typeof WAYS} way
 * @returns {Promise<Cost[]>} of each query
 */
export async function costsOf(browser, server, path, queries, way) {
  const context = await browser.newContext({ reducedMotion: "reduce", serviceWorkers: "block" });
  try {
    const page = await context.newPage();
    let onTheWay = 0;
    page.on("request", () => (onTheWay += 1));
    for (const end of /** @type {const} */ (["requestfinished", "requestfailed"])) page.on(/** @type {"requestfinished"} */ (end), () => (onTheWay -= 1));
    await page.goto(`${server.origin}${server.base}${path}`, { waitUntil: "networkidle" });
    await forget(page, server);
    await page.keyboard.press("/");
    await field(page).waitFor();
    const costs = [];
    for (const query of queries) {
      await WAYS[way](page, query);
      await answered(page, () => onTheWay);
      costs.push(await spent(page, server));
      await forget(page, server);
    }
    return costs;
  } finally {
    await context.close();
  }
}

/**
 * @param {BrowserPage} page
 * @param {Server} server
 */
async function forget(page, server) {
  server.sent.length = 0;
  await page.evaluate(() => performance.clearResourceTimings());
}

/**
 * Waits until an answer is shown and nothing has been on its way for a while.
 * @param {BrowserPage} page
 * @param {() => number} onTheWay
 */
async function answered(page, onTheWay) {
  const status = page.locator(".found .status");
  for (let quiet = 0; quiet < QUIET; quiet += 10) {
    await pause(10);
    if (onTheWay() > 0 || !/question|Nothing/.test(await status.innerText())) quiet = 0;
  }
}

/**
 * @param {BrowserPage} page
 * @param {Server} server
 * @returns {Promise<Cost>}
 */
async function spent(page, server) {
  const times = await page.evaluate(() => {
    const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
    return entries.map(({ startTime, responseEnd }) => ({ startTime, responseEnd }));
  });
  if (times.length !== server.sent.length) throw new Error(`${times.length} requests were made and ${server.sent.length} answered`);
  const wrong = server.sent.filter(({ status }) => status !== 200);
  if (wrong.length) throw new Error(`${wrong[0].path} was answered with ${wrong[0].status}`);
  return {
    bytes: server.sent.reduce((sum, { bytes }) => sum + bytes, 0),
    requests: server.sent.length,
    trips: roundTrips(times),
    hits: await page.locator(".found [role=option]").count(),
    files: server.sent.map(({ path, bytes }) => `${path.split("/").at(-1)} ${bytes}`),
  };
}

/**
 * How often one waited: whatever begins after an answer to the requests before may have waited for it.
 * @param {{ startTime: number, responseEnd: number }[]} times
 */
export function roundTrips(times) {
  let trips = 0;
  let answered = -Infinity;
  for (const { startTime, responseEnd } of times.toSorted((one, other) => one.startTime - other.startTime)) {
    if (trips === 0 || startTime >= answered) {
      trips += 1;
      answered = responseEnd;
    } else answered = Math.min(answered, responseEnd);
  }
  return trips;
}
