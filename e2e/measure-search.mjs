/**
 * What searching a built site costs: bytes, requests and round trips for each kind of query in a fresh browser, and times.
 * Usage: node measure-search.mjs SITE QUERIES
 * QUERIES is a file of JSON: lists of texts called one_word, two_words, natural, prefix, typo and session.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

import { launch } from "./browser.mjs";
import { costsOf, DELAY } from "./costs.mjs";
import { serve } from "./server.mjs";
import { engineStarts, keystrokes, warmQueries } from "./times.mjs";

/** @typedef {import("./costs.mjs").Cost} Cost */
/** @typedef {keyof typeof import("./costs.mjs").WAYS} Way */
/** @typedef {Record<"one_word" | "two_words" | "natural" | "prefix" | "typo" | "session", string[]>} Queries */

const STARTS = 20;
const ROUNDS = 5;

const [site, file] = process.argv.slice(2);
if (!site || !file) throw new Error("usage: node measure-search.mjs SITE QUERIES");
const queries = /** @type {Queries} */ (JSON.parse(readFileSync(file, "utf8")));
const questions = readdirSync(join(site, "questions")).filter((name) => existsSync(join(site, "questions", name, "index.html")));
const path = `questions/${questions[0]}/`;

/**
 * @param {number[]} numbers
 * @param {number} part from 0 to 1
 */
function quantile(numbers, part) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(Math.floor(part * sorted.length), sorted.length - 1)] ?? NaN;
}

/** @param {number} number */
const shown = (number) => number.toLocaleString("en");

/**
 * @param {string} name
 * @param {{ query: string, cost: Cost }[]} rows
 */
function printCosts(name, rows) {
  const of = (/** @type {"bytes" | "requests" | "trips"} */ key) => rows.map(({ cost }) => cost[key]);
  const cells = /** @type {const} */ (["bytes", "requests", "trips"]).flatMap((key) => [quantile(of(key), 0.5), Math.max(...of(key))]);
  const worst = rows.toSorted((one, other) => other.cost.bytes - one.cost.bytes)[0];
  const columns = cells.map((cell, position) => shown(cell).padStart(position < 2 ? 10 : 5));
  console.log(`${name.padEnd(32)}${columns.join("")}  ${worst.query}: ${worst.cost.files.join(", ")}`);
}

/**
 * @param {string} name
 * @param {number[]} times
 */
function printTimes(name, times) {
  const cells = [quantile(times, 0.5), quantile(times, 0.95), Math.max(...times)].map((cell) => cell.toFixed(1).padStart(10));
  console.log(`${name.padEnd(32)}${cells.join("")}${String(times.length).padStart(10)}`);
}

const browser = await launch();
const late = await serve(site, "/", { delay: DELAY });
const packed = readdirSync(join(site, "search"))
  .filter((name) => name.endsWith(".txt"))
  .map((name) => ({ isOfPhrases: name.startsWith("p"), bytes: brotliCompressSync(readFileSync(join(site, "search", name))).length }));
const weight = (/** @type {boolean} */ isOfPhrases) => {
  const files = packed.filter((file) => file.isOfPhrases === isOfPhrases);
  return `${shown(files.length)} files, ${shown(files.reduce((sum, { bytes }) => sum + bytes, 0))} bytes after brotli`;
};
console.log(`\n${shown(questions.length)} questions; index and cards: ${weight(false)}; places of words for phrases: ${weight(true)}\n`);
console.log(`${"".padEnd(32)}${"bytes: median, worst".padStart(20)}${"requests".padStart(10)}${"trips".padStart(10)}  the heaviest`);

/** @type {[string, string[], Way][]} */
const kinds = [
  ["one word", queries.one_word, "put"],
  ["one word, as it stands typed", queries.one_word, "typed"],
  ["one word, letter by letter", queries.one_word, "letters"],
  ["two words", queries.two_words, "put"],
  ["a whole question", queries.natural, "put"],
  ["a word mistyped", queries.typo, "put"],
  ["a beginning of a word", queries.prefix, "typed"],
];
for (const [name, asked, way] of kinds) {
  const rows = [];
  for (const query of asked) rows.push({ query, cost: (await costsOf(browser, late, path, [query], way))[0] });
  printCosts(name, rows);
}
const session = await costsOf(browser, late, path, queries.session, "put");
printCosts("the next query in the tab", session.slice(1).map((cost, position) => ({ query: queries.session[position + 1], cost })));
await late.close();

const server = await serve(site, "/");
const whole = [...queries.one_word, ...queries.two_words, ...queries.natural, ...queries.typo];
console.log(`\n${"milliseconds".padEnd(32)}${"median".padStart(10)}${"p95".padStart(10)}${"worst".padStart(10)}${"samples".padStart(10)}`);
printTimes("engine start", await engineStarts(browser, server, path, STARTS));
printTimes("warm query", await warmQueries(browser, server, path, whole, ROUNDS));
printTimes("keystroke to painted results", await keystrokes(browser, server, path, queries.two_words));
await server.close();
await browser.close();
