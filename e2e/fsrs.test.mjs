/** The scheduler gives what the reference implementation gives. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { WEIGHTS, intervalOf, nextMemory, recallAfter } from "../static/js/study/fsrs.js";
import { none } from "./none.mjs";

/** @typedef {{ ratings: (1 | 2 | 3 | 4)[], gaps: number[], states: [number, number, number][] }} Case */

const vectors = JSON.parse(readFileSync(new URL("fixtures/fsrs/vectors.json", import.meta.url), "utf8"));
const PRECISION = 1e-9;

/** @param {number} value @param {number} expected */
const differs = (value, expected) => Math.abs(value - expected) > PRECISION * Math.abs(expected);

test("stability, difficulty and intervals are those of py-fsrs", () => {
  assert.deepEqual([...WEIGHTS], vectors.parameters);
  const troubles = /** @type {Case[]} */ (vectors.cases).flatMap(({ ratings, gaps, states }) => {
    /** @type {import("../static/js/study/fsrs.js").Memory | null} */
    let memory = null;
    return ratings.flatMap((grade, index) => {
      memory = nextMemory(memory, grade, gaps[index]);
      const [stability, difficulty, days] = states[index];
      const isRight = !differs(memory.stability, stability) && !differs(memory.difficulty, difficulty);
      const own = intervalOf(memory.stability, vectors.desired_retention);
      return isRight && own === days ? [] : [`review ${index + 1} of ${ratings}: ${memory.stability}, ${memory.difficulty}, ${own} days instead of ${states[index]}`];
    });
  });
  none(troubles);
});

test("recall falls to nine tenths after as many days as a memory is stable", () => {
  for (const stability of [0.001, 0.5, 3, 1000]) assert.ok(!differs(recallAfter(stability, stability), 0.9));
  assert.equal(recallAfter(5, 0), 1);
});

test("an interval lasts a day at least and a century at most, and shrinks as more is to be retained", () => {
  assert.equal(intervalOf(0.001), 1);
  assert.equal(intervalOf(1e9), 36_500);
  for (const stability of [2, 20, 200]) {
    const days = [0.8, 0.85, 0.9, 0.95].map((retention) => intervalOf(stability, retention));
    assert.deepEqual(days, days.toSorted((one, other) => other - one));
  }
});
