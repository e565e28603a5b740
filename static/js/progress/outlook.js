/** What a log of reviews amounts to: pure functions of it, the day and the questions of the site. */

import { dayOf } from "../study/day.js";
import { dueDays, recallOn } from "../study/queue.js";

/** @typedef {import("../study/questions.js").Group} Group */
/** @typedef {import("../study/questions.js").Question} Question */
/** @typedef {import("../study/records.js").Review} Review */
/** @typedef {import("../study/records.js").Settings} Settings */
/** @typedef {import("../study/replay.js").State} State */
/** @typedef {{ group: Group, count: number, seen: number, strength: number, readiness: number }} Standings strength: mean recall of what was seen; readiness: of all, the unseen counting 0 */

/**
 * Mean recall on a day, if nothing is studied until then: of all questions, those never asked counting 0, and of those asked.
 * @param {readonly string[]} ids
 * @param {ReadonlyMap<string, State>} states
 * @param {number} day
 * @param {Settings} settings
 */
export function readinessOn(ids, states, day, settings) {
  let sum = 0;
  let seen = 0;
  for (const id of ids) {
    const state = states.get(id);
    if (!state) continue;
    seen += 1;
    sum += recallOn(state, day, settings);
  }
  return { all: ids.length ? sum / ids.length : 0, asked: seen ? sum / seen : 0, seen };
}

/**
 * How many questions fall due on each of the days to come; those that are overdue count for the first.
 * @param {readonly string[]} ids
 * @param {ReadonlyMap<string, State>} states
 * @param {number} today
 * @param {number} days
 * @param {Settings} settings
 * @returns {number[]}
 */
export function forecast(ids, states, today, days, settings) {
  const counts = new Array(days).fill(0);
  const dueDay = dueDays(settings);
  for (const id of ids) {
    const state = states.get(id);
    const ahead = state ? Math.max(dueDay(state) - today, 0) : days;
    if (ahead < days) counts[ahead] += 1;
  }
  return counts;
}

/**
 * How many reviews there were on each of the last days, and how many of them were of something known.
 * @param {readonly Review[]} reviews
 * @param {number} today
 * @param {number} days
 */
export function reviewsPerDay(reviews, today, days) {
  const counts = Array.from({ length: days }, () => ({ all: 0, known: 0 }));
  for (const { time, zone, grade } of reviews) {
    const count = counts[days - 1 - (today - dayOf(time, zone))];
    if (!count) continue;
    count.all += 1;
    count.known += Number(grade > 1);
  }
  return counts;
}

/**
 * How far each tag or topic has come.
 * @param {"tags" | "topics"} kind
 * @param {readonly Group[]} groups
 * @param {readonly Question[]} questions
 * @param {ReadonlyMap<string, State>} states
 * @param {number} day
 * @param {Settings} settings
 * @returns {Standings[]} the least ready first, and behind them those of which nothing was asked yet
 */
export function standingsOf(kind, groups, questions, states, day, settings) {
  const sums = groups.map((group) => ({ group, count: 0, seen: 0, recall: 0 }));
  for (const question of questions) {
    const state = states.get(question.id);
    const recall = recallOn(state, day, settings);
    for (const index of question[kind]) {
      sums[index].count += 1;
      sums[index].recall += recall;
      if (state) sums[index].seen += 1;
    }
  }
  const standings = sums.map(({ group, count, seen, recall }) => ({ group, count, seen, strength: seen ? recall / seen : 0, readiness: count ? recall / count : 0 }));
  return standings.filter(({ count }) => count > 0).sort((one, other) => Number(!one.seen) - Number(!other.seen) || one.readiness - other.readiness || other.count - one.count);
}
