/** What is known of every question, computed from the log of reviews. */

import { dayOf } from "./day.js";
import { WEIGHTS, nextMemory } from "./fsrs.js";

/** @typedef {import("./records.js").Review} Review */
/** @typedef {import("./records.js").Settings} Settings */
/**
 * @typedef {{ stability: number, difficulty: number, first: number, last: number, reviews: number, lapses: number, time: number }} State
 * first, last: the days of the first and the last review; lapses: how often it was forgotten after its first day; time: of the last review
 */

/** @param {Review} one @param {Review} other */
export const inOrder = (one, other) => one.time - other.time || (one.key < other.key ? -1 : Number(one.key > other.key));

/**
 * The state behind a review.
 * @param {State | undefined} state
 * @param {Review} review not earlier than the state's last
 * @param {readonly number[]} [weights]
 * @returns {State}
 */
export function stateAfter(state, { time, zone, grade }, weights = WEIGHTS) {
  const day = dayOf(time, zone);
  // Whoever flies west can answer on an earlier day than before.
  const elapsed = state ? Math.max(day - state.last, 0) : 0;
  const memory = nextMemory(state ?? null, grade, elapsed, weights);
  return {
    ...memory,
    first: state?.first ?? day,
    last: Math.max(day, state?.last ?? day),
    reviews: (state?.reviews ?? 0) + 1,
    lapses: (state?.lapses ?? 0) + Number(grade === 1 && state !== undefined && elapsed > 0),
    time,
  };
}

/**
 * The state of every question that was ever answered.
 * @param {Iterable<Review>} reviews in any order
 * @param {(id: string) => string} [current] the id a question has now
 * @param {readonly number[]} [weights]
 * @returns {Map<string, State>}
 */
export function replay(reviews, current = (id) => id, weights = WEIGHTS) {
  /** @type {Map<string, State>} */
  const states = new Map();
  for (const review of [...reviews].filter(({ undone }) => !undone).sort(inOrder)) {
    const id = current(review.question);
    states.set(id, stateAfter(states.get(id), review, weights));
  }
  return states;
}

const STATE_FIELDS = /** @type {const} */ (["stability", "difficulty", "first", "last", "reviews", "lapses", "time"]);

/**
 * States in a form that is stored and read in one piece.
 * @param {ReadonlyMap<string, State>} states
 */
export function packStates(states) {
  const numbers = new Float64Array(states.size * STATE_FIELDS.length);
  let at = 0;
  for (const state of states.values()) for (const field of STATE_FIELDS) numbers[at++] = state[field];
  return { ids: [...states.keys()].join("\n"), numbers };
}

/**
 * @param {unknown} ids
 * @param {unknown} numbers
 * @returns {Map<string, State> | null} nothing if that is not what `packStates` makes
 */
export function unpackStates(ids, numbers) {
  if (typeof ids !== "string" || !(numbers instanceof Float64Array)) return null;
  const names = ids ? ids.split("\n") : [];
  if (numbers.length !== names.length * STATE_FIELDS.length || !numbers.every(Number.isFinite)) return null;
  const states = new Map();
  for (const [index, name] of names.entries()) {
    const at = index * STATE_FIELDS.length;
    const [first, last] = [numbers[at + 2], numbers[at + 3]];
    states.set(name, { stability: numbers[at], difficulty: numbers[at + 1], first, last, reviews: numbers[at + 4], lapses: numbers[at + 5], time: numbers[at + 6] });
  }
  return states;
}
