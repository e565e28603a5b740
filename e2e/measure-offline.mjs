/**
 * What a site costs a reader's device: the first visit's worker, and everything. Usage: node measure-offline.mjs SITE
 * Bodies are not compressed, for the test's host would take longer for that than the browser for all else.
 */

import { setTimeout as pause } from "node:timers/promises";

import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";

/** Milliseconds that may pass for everything. */
const PATIENCE = 120_000;

const [site] = process.argv.slice(2);
if (!site) throw new Error("usage: node measure-offline.mjs SITE");

const server = await serve(site, "/", { compress: false });
const browser = await launch();
const page = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
const root = `${server.origin}/`;

/** @param {string} name @param {number} begin */
function printSince(name, begin) {
  const bytes = server.sent.reduce((sum, answer) => sum + answer.bytes, 0);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${name.padEnd(44)}${seconds.padStart(8)} s${String(server.sent.length).padStart(8)} files${(bytes / 1e6).toFixed(2).padStart(9)} MB`);
  server.sent.length = 0;
}

/** Waits until the shelf says so of its version. @param {"version" | "whole"} what */
async function kept(what) {
  const isKept = () =>
    page.evaluate(async ({ root, what }) => Boolean((await (await (await caches.open(`studybook ${root}`)).match(`${root}?state`))?.json())?.[what]), { root, what });
  while (!(await isKept())) await pause(20);
}

let begin = performance.now();
await page.goto(root);
printSince("first visit, until it is loaded", begin);
await kept("version");
printSince("until the worker answers without a network", begin);
await kept("whole");
printSince("until it has what it keeps unasked", begin);
await page.goto(`${root}offline/`);
await page.getByRole("button", { name: /^Download everything/ }).click();
begin = performance.now();
const whole = page.getByRole("status").filter({ hasText: "Everything is on this device" });
const isWhole = await whole.waitFor({ timeout: PATIENCE }).then(() => true, () => false);
printSince(isWhole ? "everything" : "not yet everything", begin);
if (!isWhole) await page.getByRole("button", { name: "Stop" }).click();
begin = performance.now();
await page.reload();
await page.locator(".kept p", { hasText: /questions are on this device/ }).waitFor();
printSince("the page that says what is there", begin);
await browser.close();
await server.close();
