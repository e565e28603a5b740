/** What machines read: sitemap, feed, robots.txt, structured data. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { none } from "./none.mjs";
import { ORIGIN, own, ownBelow, pagesOf, stress } from "./sites.mjs";

/** @typedef {import("./sites.mjs").Site} Site */

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
 * Parses XML as a browser does, and reads the text of every element the selector finds.
 * @param {string} xml
 * @param {string} selector
 * @returns {Promise<{ error: string | null, texts: string[] }>}
 */
function xmlTexts(xml, selector) {
  return parser.evaluate(
    ([xml, selector]) => {
      const document = new DOMParser().parseFromString(xml, "application/xml");
      const texts = [...document.querySelectorAll(selector)].map((element) => element.textContent ?? "");
      return { error: document.querySelector("parsererror")?.textContent ?? null, texts };
    },
    [xml, selector],
  );
}

/**
 * @param {Site} site
 * @param {string} file
 */
const textOf = (site, file) => readFileSync(join(site.folder, file), "utf8");

for (const [name, which] of Object.entries({ own, ownBelow, stress })) {
  test(`the sitemap of ${name} lists exactly the pages worth finding`, async () => {
    const site = which();
    const { error, texts } = await xmlTexts(textOf(site, "sitemap.xml"), "url > loc");
    assert.equal(error, null);
    const listed = new Set(texts.map((text) => decodeURI(text)));
    const pages = pagesOf(site).map((page) => ({ ...page, url: decodeURI(`${ORIGIN}${site.base}${page.path}`) }));
    const questions = pages.filter((page) => page.kind === "question");
    none(questions.filter((page) => !listed.has(page.url)).map((page) => page.path));
    const there = new Set(pages.filter((page) => !["missing", "moved"].includes(page.kind)).map((page) => page.url));
    none([...listed].filter((url) => !there.has(url)));
  });

  test(`the feed of ${name} is Atom`, async () => {
    const site = which();
    const feed = textOf(site, "feed.xml");
    const required = await xmlTexts(feed, "feed > id, feed > title, feed > updated");
    assert.equal(required.error, null);
    assert.equal(required.texts.length, 3);
    const dates = await xmlTexts(feed, "updated");
    for (const date of dates.texts) assert.match(date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
    const ids = await xmlTexts(feed, "entry > id");
    assert.ok(ids.texts.length > 0);
    assert.equal(new Set(ids.texts).size, ids.texts.length);
  });

  test(`robots.txt of ${name} names the sitemap`, () => {
    const site = which();
    assert.match(textOf(site, "robots.txt"), new RegExp(`^Sitemap: ${ORIGIN}${site.base}sitemap.xml$`, "m"));
  });

  test(`every question of ${name} is a flashcard or a quiz to search engines`, () => {
    const questions = pagesOf(which()).filter((page) => page.kind === "question");
    for (const page of questions) {
      const json = page.html.match(/<script type="application\/ld\+json">(.*?)<\/script>/s)?.[1];
      assert.ok(json, `${page.file} has no JSON-LD`);
      const data = JSON.parse(json);
      const nodes = /** @type {Record<string, any>[]} */ ("@graph" in data ? data["@graph"] : [data]);
      const quiz = nodes.find((node) => node["@type"] === "Quiz");
      assert.ok(quiz, `${page.file} has no Quiz`);
      assert.equal(data["@context"].replace(/\/$/, ""), "https://schema.org", page.file);
      const card = [quiz.hasPart].flat()[0];
      assert.equal(card["@type"], "Question", page.file);
      assert.equal(card.eduQuestionType, page.html.includes('name="choice"') ? "Multiple choice" : "Flashcard", page.file);
      assert.ok(card.text.trim(), page.file);
      assert.equal(card.acceptedAnswer["@type"], "Answer", page.file);
      assert.ok(card.acceptedAnswer.text.trim(), page.file);
    }
  });
}
