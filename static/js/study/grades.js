/** How well something was known: four buttons, each with when the question then comes again. */

import { element, pushButton } from "../search/elements.js";
import { WEIGHTS, intervalOf, nextMemory } from "./fsrs.js";
import { longDays, shortDays } from "./words.js";

/** @typedef {import("./fsrs.js").Grade} Grade */
/** @typedef {import("./replay.js").State} State */
/** @typedef {import("./records.js").Settings} Settings */

/** @type {readonly [Grade, string][]} */
export const GRADES = [
  [1, "Again"],
  [2, "Hard"],
  [3, "Good"],
  [4, "Easy"],
];

/** @param {Grade} grade */
export const gradeName = (grade) => GRADES[grade - 1][1];

/**
 * Days until the question comes again, if it is graded so today.
 * @param {State | undefined} state
 * @param {Grade} grade
 * @param {number} today
 * @param {Settings} settings
 */
export function daysAfter(state, grade, today, { retention, weights }) {
  const own = weights ?? WEIGHTS;
  const elapsed = state ? Math.max(today - state.last, 0) : 0;
  return intervalOf(nextMemory(state ?? null, grade, elapsed, own).stability, retention, own);
}

/**
 * @param {(grade: Grade) => void} press
 * @param {((grade: Grade) => number) | null} days nothing if grading changes no date
 * @param {Grade | null} proposed by a quiz
 */
export function gradeButtons(press, days, proposed) {
  const buttons = GRADES.map(([grade, name]) => {
    const when = days ? days(grade) : null;
    const button = pushButton("", () => press(grade), { class: `grade grade-${grade}`, "data-key": String(grade) });
    button.append(element("strong", {}, name));
    if (when !== null) button.append(element("span", { "aria-hidden": "true" }, shortDays(when)), element("span", { class: "sr" }, `: again in ${longDays(when)}`));
    if (grade === proposed) button.append(element("span", { class: "sr" }, ", proposed"));
    button.classList.toggle("proposed", grade === proposed);
    return button;
  });
  return element("div", { class: "grades", role: "group", "aria-label": "How well did you know it?" }, ...buttons);
}
