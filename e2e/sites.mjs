/** The built sites under test and the pages in them. `cargo xtask test sites` builds them. */

import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = process.env.STUDYBOOK_SITES ?? fileURLToPath(new URL("../target/e2e/sites", import.meta.url));

/** The host the sites are built for; nothing is ever asked of it. */
export const ORIGIN = "https://example.org";

/**
 * @typedef {{ name: string, folder: string, base: string, files: string[] }} Site files are relative, `/` between parts
 * @typedef {"home" | "question" | "tags" | "tag" | "topics" | "topic" | "print" | "search" | "study" | "progress" | "offline" | "missing" | "moved"} Kind
 * @typedef {{ file: string, path: string, kind: Kind, html: string }} Page path is below the base, as a browser asks for it
 */

/**
 * @param {string} name
 * @param {string} base
 * @returns {Site}
 */
function site(name, base) {
  const folder = join(FOLDER, name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .map((file) => file.split(sep).join("/"));
  return { name, folder, base, files: files.sort() };
}

/** The project's own content. */
export const own = () => site("own", "/");
/** The same below a path, as on GitHub Pages. */
export const ownBelow = () => site("own-below", "/repo/");
/** Everything the format can do, at its worst, and enough questions for every listing to have pages. */
export const stress = () => site("stress", "/");
/** The same two folders down. */
export const stressBelow = () => site("stress-below", "/a/b/");
/** A thousand generated questions. */
export const thousand = () => site("thousand", "/");
/** A small site as it was deployed first, then with another text and another theme, then without what is kept offline. */
export const deploys = () => ({ first: site("deploy-first", "/repo/"), second: site("deploy-second", "/repo/"), off: site("deploy-off", "/repo/") });
/** Questions with choices, of which one is right, several are, or none is said to be. */
export const quizzes = () => site("quizzes", "/");
/** Content written to attack its readers. */
export const hostile = () => site("hostile", "/");

/**
 * @param {string} file
 * @param {string} html
 * @returns {Kind}
 */
function kindOf(file, html) {
  if (html.includes('http-equiv="refresh"')) return "moved";
  if (file === "404.html") return "missing";
  const parts = file.split("/");
  const inside = parts.length > 2;
  switch (parts[0]) {
    case "questions":
      return "question";
    case "tags":
      return inside ? "tag" : "tags";
    case "topics":
      return inside ? "topic" : "topics";
    case "print":
      return "print";
    case "search":
      return "search";
    case "study":
      return "study";
    case "progress":
      return "progress";
    case "offline":
      return "offline";
    default:
      return "home";
  }
}

/**
 * Every HTML page of a site, in order of its path.
 * @param {Site} site
 * @returns {Page[]}
 */
export function pagesOf(site) {
  return site.files.filter((file) => file.endsWith(".html")).map((file) => {
    const html = readFileSync(join(site.folder, file), "utf8");
    const path = file.replace(/(^|\/)index\.html$/, "$1").split("/").map(encodeURIComponent).join("/");
    return { file, path, kind: kindOf(file, html), html };
  });
}

/**
 * At most `limit` pages of each kind: the longest and the shortest first, then evenly between them.
 * @param {Page[]} pages
 * @param {number} limit
 */
export function sample(pages, limit) {
  return [...new Set(pages.map((page) => page.kind))].flatMap((kind) => {
    const all = pages.filter((page) => page.kind === kind).sort((one, other) => other.html.length - one.html.length);
    if (all.length <= limit) return all;
    const step = (all.length - 1) / Math.max(limit - 1, 1);
    return Array.from({ length: limit }, (_, position) => all[Math.round(position * step)]);
  });
}

/**
 * The questions of the stress site that were written by hand.
 * @param {Page[]} pages
 */
export const handwritten = (pages) => pages.filter((page) => page.kind === "question" && page.path.startsWith("questions/stress-"));
