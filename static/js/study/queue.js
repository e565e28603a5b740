/** Which questions come next: pure functions of what is known of them, the day and the limits. */

import { WEIGHTS, intervals, recallAfter } from "./fsrs.js";

/** @typedef {import("./replay.js").State} State */
/** @typedef {import("./records.js").Settings} Settings */
/** @typedef {"new" | "due" | "learned"} Standing */

/**
 * The day a question is to be answered again.
 * @param {Settings} settings
 * @returns {(state: State) => number}
 */
export function dueDays({ retention, weights }) {
  const interval = intervals(retention, weights ?? WEIGHTS);
  return ({ last, stability }) => last + interval(stability);
}

/**
 * Never answered; due today or before; or answered and not yet due.
 * @param {number} today
 * @param {Settings} settings
 * @returns {(state: State | undefined) => Standing}
 */
export function standings(today, settings) {
  const dueDay = dueDays(settings);
  return (state) => (!state ? "new" : dueDay(state) <= today ? "due" : "learned");
}

/**
 * The chance that a question would be remembered on a day; 0 if it was never answered.
 * @param {State | undefined} state
 * @param {number} day
 * @param {Settings} settings
 */
export function recallOn(state, day, { weights }) {
  return state ? recallAfter(state.stability, day - state.last, weights ?? WEIGHTS) : 0;
}

/**
 * How many new questions were begun and how many others were answered on a day.
 * @param {Iterable<State>} states
 * @param {number} day
 */
export function doneOn(states, day) {
  const done = { fresh: 0, due: 0 };
  for (const { first, last } of states) {
    if (first === day) done.fresh += 1;
    else if (last === day) done.due += 1;
  }
  return done;
}

/**
 * The day's questions: those that are due, the longest overdue first, then new ones in the order of the site.
 * @param {readonly string[]} ids in the order of the site
 * @param {ReadonlyMap<string, State>} states of all questions, not only of `ids`: limits hold for the whole day
 * @param {number} today
 * @param {Settings} settings
 * @returns {{ due: string[], fresh: string[], held: { due: number, fresh: number } }} held: what the limits keep for another day
 */
export function queueOf(ids, states, today, settings) {
  const done = doneOn(states.values(), today);
  const dueDay = dueDays(settings);
  /** @type {{ id: string, day: number }[]} */
  const due = [];
  /** @type {string[]} */
  const fresh = [];
  for (const id of ids) {
    const state = states.get(id);
    if (!state) fresh.push(id);
    else {
      const day = dueDay(state);
      if (day <= today) due.push({ id, day });
    }
  }
  due.sort((one, other) => one.day - other.day);
  const mayBeDue = Math.max(settings.duePerDay - done.due, 0);
  const mayBeFresh = Math.max(settings.newPerDay - done.fresh, 0);
  return {
    due: due.slice(0, mayBeDue).map(({ id }) => id),
    fresh: fresh.slice(0, mayBeFresh),
    held: { due: Math.max(due.length - mayBeDue, 0), fresh: Math.max(fresh.length - mayBeFresh, 0) },
  };
}

/**
 * A list in an order of chance.
 * @template Item
 * @param {readonly Item[]} items
 * @param {() => number} [random] from 0 to less than 1
 */
export function shuffled(items, random = Math.random) {
  const mixed = [...items];
  for (let left = mixed.length - 1; left > 0; left -= 1) {
    const other = Math.floor(random() * (left + 1));
    [mixed[left], mixed[other]] = [mixed[other], mixed[left]];
  }
  return mixed;
}
