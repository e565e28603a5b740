/** A question page arrives in one round trip: HTML, CSS and JavaScript fit TCP's initial window (RFC 6928). */

import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { none } from "./none.mjs";
import { serve } from "./server.mjs";
import { own, pagesOf } from "./sites.mjs";

const BUDGET = 14_600;
const COUNTED = /^text\/(html|css|javascript)/;
/** What a page asks for when it has loaded: it may come before or after one looks, and nobody waits for it. */
const LATER = /\/assets\/offline\./;

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

test(`no question page of the project's own site weighs more than ${BUDGET} bytes`, async (context) => {
  const site = own();
  const server = await serve(site.folder, site.base);
  /** @type {[number, string][]} */
  const weights = [];
  context.after(() => server.close());
  for (const { path } of pagesOf(site).filter((page) => page.kind === "question")) {
    const empty = await browser.newContext();
    const page = await empty.newPage();
    server.sent.length = 0;
    await page.goto(`${server.origin}${site.base}${path}`, { waitUntil: "load" });
    const counted = server.sent.filter(({ type, path }) => COUNTED.test(type) && !LATER.test(path));
    weights.push([counted.reduce((sum, answer) => sum + answer.bytes, 0), path]);
    await empty.close();
  }
  weights.sort((one, other) => other[0] - one[0]);
  context.diagnostic(`the heaviest is ${weights[0][1]} with ${weights[0][0]} bytes`);
  none(weights.filter(([bytes]) => bytes > BUDGET));
});
