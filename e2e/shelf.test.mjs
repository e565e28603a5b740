/** What a path and a page say of the files behind them; what is fetched side by side ends with its first failure. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { assetsIn, isHashed, isPage, listingPath, pathOf, readListing } from "../static/js/shelf/listing.js";
import { forEach } from "../static/js/shelf/shelf.js";

const ROOT = "https://example.org/repo/";

test("paths lie below the site, are decoded, and are never elsewhere", () => {
  for (const [address, path] of /** @type {[string, string | null][]} */ ([
    ["https://example.org/repo/", ""],
    ["https://example.org/repo/?tag=x#y", ""],
    ["https://example.org/repo/questions/gr%C3%B6%C3%9Fe/", "questions/größe/"],
    ["https://example.org/repo/%E0%A4%A", null],
    ["https://example.org/other/", null],
    ["https://example.org/", null],
    ["https://elsewhere.org/repo/", null],
    ["https://example.org/repo/../other/", null],
  ])) {
    assert.equal(pathOf(address, ROOT), path, address);
  }
});

test("a name that holds a hash is told from one that does not", () => {
  for (const path of ["assets/style.0123456789.css", "search/c0a1b2c3d4e5f6.txt", listingPath("0123456789")]) assert.ok(isHashed(path), path);
  for (const path of ["", "search/", "search/root.txt", "search/questions.json", "questions/assets/", "assets/", "sw.js"]) assert.ok(!isHashed(path), path);
  for (const path of ["", "tags/"]) assert.ok(isPage(path));
  for (const path of ["search/root.txt", "sw.js"]) assert.ok(!isPage(path));
});

test("a page's assets are those of its own site, each once", () => {
  const html = `<link href="/repo/assets/a.1.css"><img src="/repo/assets/b.2.png"><script src="/repo/assets/a.1.css"></script>
    <a href="/other/assets/c.3.css">/repo/assets/d</a>`;
  assert.deepEqual(assetsIn(html, "/repo/"), ["assets/a.1.css", "assets/b.2.png"]);
});

test("a list is read as it is written", () => {
  const listing = readListing([["", "h", 3], ["assets/a.1.css", "", 5]]);
  assert.deepEqual(listing.get(""), { hash: "h", size: 3 });
  assert.equal(listing.get("constructor"), undefined);
});

test("the first failure ends what is done side by side", async () => {
  /** @type {number[]} */
  const begun = [];
  const things = Array.from({ length: 100 }, (_, index) => index);
  await assert.rejects(
    forEach(things, async (thing) => {
      begun.push(thing);
      await Promise.resolve();
      if (thing === 3) throw new Error("three");
    }),
    /three/,
  );
  assert.ok(begun.length < 20, `${begun.length}`);
  await forEach(things, async (thing) => void begun.push(thing));
  assert.deepEqual(begun.slice(-100), things);
});
