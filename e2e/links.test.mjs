/** Every link, fragment and asset leads somewhere, at whatever path the site lives. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { none } from "./none.mjs";
import { parseRedirects } from "./server.mjs";
import { ORIGIN, own, ownBelow, pagesOf, stress, stressBelow } from "./sites.mjs";

/** @typedef {import("./sites.mjs").Site} Site */
/** @typedef {{ urls: string[], ids: string[] }} Refs */

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "data:"]);

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let parser;
before(async () => {
  browser = await launch();
  parser = await browser.newPage();
});
after(() => browser.close());

/**
 * What a page points to and what in it can be pointed to, as a browser parses it.
 * @param {string} html
 * @returns {Promise<Refs>}
 */
function refs(html) {
  return parser.evaluate((html) => {
    const document = new DOMParser().parseFromString(html, "text/html");
    const attributes = ["href", "src", "action", "poster", "data"];
    const urls = attributes.flatMap((name) =>
      [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name) ?? ""),
    );
    const sets = [...document.querySelectorAll("[srcset]")].flatMap((element) =>
      (element.getAttribute("srcset") ?? "").split(",").map((part) => part.trim().split(" ")[0]),
    );
    const metas = [...document.querySelectorAll("meta[property='og:url'], meta[property='og:image']")];
    const moved = document.querySelector("meta[http-equiv=refresh]")?.getAttribute("content")?.split("url=")[1];
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    return { urls: [...urls, ...sets, ...metas.map((meta) => meta.getAttribute("content") ?? ""), moved ?? ""], ids };
  }, html);
}

/**
 * @param {Site} site
 * @returns {Promise<string[]>} what is wrong
 */
async function crawl(site) {
  const files = new Set(site.files);
  const redirects = new Map(
    (files.has("_redirects") ? parseRedirects(readFileSync(join(site.folder, "_redirects"), "utf8")) : []).map((rule) => [rule.from, rule.to]),
  );
  /** @type {Map<string, Refs>} */
  const known = new Map();
  const pages = pagesOf(site);
  for (const page of pages) known.set(page.file, await refs(page.html));

  /** @type {string[]} */
  const troubles = [];
  for (const page of pages) {
    const own = known.get(page.file) ?? { urls: [], ids: [] };
    const twice = own.ids.filter((id, position) => own.ids.indexOf(id) !== position);
    troubles.push(...twice.map((id) => `${page.file}: the id "${id}" is there twice`));
    for (const written of new Set(own.urls.filter(Boolean))) {
      const trouble = check(new URL(written, `${ORIGIN}${site.base}${page.path}`));
      if (trouble) troubles.push(`${page.file}: "${written}": ${trouble}`);
    }
  }
  for (const file of site.files.filter((file) => file.endsWith(".css"))) {
    const css = readFileSync(join(site.folder, file), "utf8");
    for (const [, written] of css.matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
      const trouble = check(new URL(written, `${ORIGIN}${site.base}${file}`));
      if (trouble) troubles.push(`${file}: "${written}": ${trouble}`);
    }
  }
  return troubles;

  /** @param {URL} url */
  function check(url) {
    if (!SCHEMES.has(url.protocol)) return "a scheme that is not allowed";
    if (url.origin !== ORIGIN) return null;
    const path = decodeURIComponent(redirects.get(url.pathname) ?? url.pathname);
    if (!path.startsWith(site.base)) return `outside the base path ${site.base}`;
    const file = path.slice(site.base.length).replace(/(^|\/)$/, "$1index.html");
    if (!files.has(file)) return `there is no ${file}`;
    const fragment = decodeURIComponent(url.hash.slice(1));
    if (fragment && !known.get(file)?.ids.includes(fragment)) return `${file} has no id "${fragment}"`;
    return null;
  }
}

for (const [name, site] of Object.entries({ own, ownBelow, stress, stressBelow })) {
  test(`all links of ${name} lead somewhere`, async () => {
    none(await crawl(site()));
  });
}

test("a base path changes addresses and nothing else", () => {
  const strip = (/** @type {Site} */ site) => site.files.map((file) => file.replace(/\.[0-9a-f]{8,}\./, "."));
  assert.deepEqual(strip(ownBelow()), strip(own()));
});
