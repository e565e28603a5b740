/** What a reader's first search weighs: its script, the engine, the index and the cards of what was found, all counted. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { costsOf, DELAY, roundTrips } from "./costs.mjs";
import { serve } from "./server.mjs";
import { own, pagesOf, thousand } from "./sites.mjs";

/** @typedef {import("./sites.mjs").Site} Site */

const REQUESTS = 6;
const TRIPS = 3;

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * @param {string} name
 * @param {() => Site} site
 * @param {number} budget in bytes of bodies as sent, after brotli
 * @param {string[]} words
 */
function check(name, site, budget, words) {
  test(`a word sought in ${name} takes at most ${budget} bytes, ${REQUESTS} requests and ${TRIPS} round trips`, async (context) => {
    const built = site();
    const server = await serve(built.folder, built.base, { delay: DELAY });
    context.after(() => server.close());
    const question = pagesOf(built).find((page) => page.kind === "question");
    const over = [];
    for (const word of words) {
      for (const way of /** @type {const} */ (["put", "typed"])) {
        const [cost] = await costsOf(browser, server, question?.path ?? "", [word], way);
        const line = `${word}, ${way}: ${cost.bytes} bytes, ${cost.requests} requests, ${cost.trips} trips, ${cost.hits} hits: ${cost.files.join(", ")}`;
        context.diagnostic(line);
        assert.ok(cost.hits > 0, line);
        if (cost.bytes > budget || cost.requests > REQUESTS || cost.trips > TRIPS) over.push(line);
      }
    }
    assert.deepEqual(over, []);
  });
}

check("the project's own questions", own, 40_000, ["server", "hashing", "replica"]);
// A fifth of the questions hold the first, a fiftieth the second, one the third.
check("a thousand questions", thousand, 56_000, ["backend", "bearer", "accessable"]);

test("a request that begins after an answer is another round trip", () => {
  const times = (/** @type {[number, number][]} */ ...pairs) => pairs.map(([startTime, responseEnd]) => ({ startTime, responseEnd }));
  assert.equal(roundTrips(times()), 0);
  assert.equal(roundTrips(times([0, 40], [1, 90], [2, 45])), 1);
  assert.equal(roundTrips(times([0, 40], [41, 90], [42, 80], [81, 120])), 3);
});
