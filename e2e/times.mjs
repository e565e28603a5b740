/** How long searching takes a browser that has all it needs: the engine's start, its answers, and what a reader sees. */

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { field } from "./costs.mjs";

/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").Page} BrowserPage */
/** @typedef {import("./server.mjs").Server} Server */

const MODULES = fileURLToPath(new URL("../static/js/search/", import.meta.url));
const LIMIT = 10;

/**
 * Opens a page that can import the modules of search one by one; sites ship them joined.
 * @template Seen
 * @param {Browser} browser
 * @param {Server} server
 * @param {string} path
 * @param {(page: BrowserPage) => Promise<Seen>} look
 */
async function onPage(browser, server, path, look) {
  const context = await browser.newContext({ reducedMotion: "reduce", serviceWorkers: "block" });
  try {
    await context.route(`${server.origin}/modules/*.js`, async (route) => {
      const name = new URL(route.request().url()).pathname.split("/").at(-1);
      await route.fulfill({ body: await readFile(MODULES + name), contentType: "text/javascript" });
    });
    const page = await context.newPage();
    await page.goto(`${server.origin}${server.base}${path}`, { waitUntil: "networkidle" });
    return await look(page);
  } finally {
    await context.close();
  }
}

/**
 * Compiling the engine, making an instance and loading the root, each time in a new process.
 * @param {Browser} browser
 * @param {Server} server
 * @param {string} path
 * @param {number} samples
 */
export async function engineStarts(browser, server, path, samples) {
  const times = [];
  for (let sample = 0; sample < samples; sample += 1) times.push(await onPage(browser, server, path, (page) => page.evaluate(startOnce)));
  return times;
}

/** Runs in the page. */
async function startOnce() {
  const link = /** @type {HTMLAnchorElement} */ (document.querySelector("a.find"));
  const module = "/modules/engine.js";
  const { startEngine } = /** @type {typeof import("../static/js/search/engine.js")} */ (await import(module));
  const files = [link.dataset.engine ?? "", `${link.href}root.txt`].map(async (address) => (await fetch(address)).arrayBuffer());
  const [code, root] = await Promise.all(files);
  const begin = performance.now();
  const open = await startEngine(new Response(code, { headers: { "Content-Type": "application/wasm" } }));
  await open(new Uint8Array(root));
  return performance.now() - begin;
}

/**
 * What the engine takes for whole queries, each asked before so that its files are there.
 * @param {Browser} browser
 * @param {Server} server
 * @param {string} path
 * @param {string[]} queries
 * @param {number} rounds
 */
export const warmQueries = (browser, server, path, queries, rounds) =>
  onPage(browser, server, path, (page) => page.evaluate(askAll, { queries, rounds, limit: LIMIT }));

/**
 * Runs in the page.
 * @param {{ queries: string[], rounds: number, limit: number }} options
 */
async function askAll({ queries, rounds, limit }) {
  const link = /** @type {HTMLAnchorElement} */ (document.querySelector("a.find"));
  const module = "/modules/engine.js";
  const { startEngine } = /** @type {typeof import("../static/js/search/engine.js")} */ (await import(module));
  const open = await startEngine(await fetch(link.dataset.engine ?? ""));
  const bytesOf = async (/** @type {string} */ name) => new Uint8Array(await (await fetch(link.href + name)).arrayBuffer());
  const engine = await open(await bytesOf("root.txt"));
  for (const query of queries) {
    for (;;) {
      const reply = engine.search(query, limit, false);
      if (!("wants" in reply)) break;
      await Promise.all(reply.wants.map(async ([name, slot]) => engine.load(slot, await bytesOf(name))));
    }
  }
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const query of queries) {
      const begin = performance.now();
      engine.search(query, limit, false);
      times.push(performance.now() - begin);
    }
  }
  return times;
}

/**
 * From the key that goes down to the frame that shows what it found, for each letter of the words. All were typed once
 * before, so that no file is on its way.
 * @param {Browser} browser
 * @param {Server} server
 * @param {string} path
 * @param {string[]} words
 * @returns {Promise<number[]>}
 */
export const keystrokes = (browser, server, path, words) =>
  onPage(browser, server, path, async (page) => {
    await page.keyboard.press("/");
    await field(page).waitFor();
    await typeAll(page, words);
    await page.evaluate(watchKeys);
    await typeAll(page, words);
    return page.evaluate(() => /** @type {number[]} */ (Reflect.get(window, "keystrokes")));
  });

/**
 * @param {BrowserPage} page
 * @param {string[]} words
 */
async function typeAll(page, words) {
  for (const word of words) {
    await field(page).fill("");
    for (const letter of word) {
      await page.keyboard.press(letter === " " ? "Space" : letter);
      await page.waitForTimeout(60);
    }
  }
}

/** Runs in the page. */
function watchKeys() {
  const found = document.querySelector(".found");
  const status = document.querySelector(".found .status");
  if (!found || !status) throw new Error("there is no search on this page");
  /** @type {number[]} */
  const times = [];
  /** @type {number | null} */
  let pressed = null;
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  const watcher = new MutationObserver(() => {
    if (pressed === null || status.textContent === "Searching…") return;
    const begin = pressed;
    pressed = null;
    // A task that a frame's callback posts runs when the frame has been made.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => times.push(performance.now() - begin);
      port2.postMessage(null);
    });
  });
  watcher.observe(found, { childList: true, characterData: true, subtree: true });
  Object.assign(window, { keystrokes: times });
}
