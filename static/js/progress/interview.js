/** The day of the interview, and how much would be remembered on it. */

import { element, pushButton } from "../search/elements.js";
import { dayOf, dayOfDate, dateOf } from "../study/day.js";
import { count, percent } from "../study/words.js";
import { meter } from "./charts.js";
import { readinessOn } from "./outlook.js";

/** @typedef {import("../study/questions.js").Book} Book */
/** @typedef {import("../study/store.js").Store} Store */

const LONG_DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/**
 * @param {Book} book
 * @param {Store} store
 * @returns {{ part: HTMLElement, show: () => void }}
 */
export function interviewPart(book, store) {
  const input = element("input", { id: "interview", type: "date" });
  input.addEventListener("change", () => void store.setSettings({ interview: input.value || null }));
  const clear = pushButton("No date", () => void store.setSettings({ interview: null }));
  const outcome = element("div", { class: "readiness", role: "status" });
  const field = element("p", { class: "date" }, element("label", { for: "interview" }, "Date of your interview"), input, clear);
  const part = element("section", { "aria-labelledby": "readiness" }, element("h2", { id: "readiness" }, "Readiness"), field, outcome);
  const show = () => {
    const { interview } = store.settings();
    if (document.activeElement !== input) input.value = interview ?? "";
    clear.hidden = !interview;
    outcome.replaceChildren(...readiness(book, store, interview));
  };
  return { part, show };
}

/** @param {Book} book @param {Store} store @param {string | null} interview */
function readiness(book, store, interview) {
  const today = dayOf(Date.now());
  const day = interview ? Math.max(dayOfDate(interview), today) : today;
  const { all, asked, seen } = readinessOn(book.ids, store.states(), day, store.settings());
  const when = interview ? `on ${LONG_DATE.format(dateOf(day))}` : "today";
  const lines = [element("p", { class: "headline" }, element("strong", {}, percent(all)), ` of all questions would be remembered ${when}`, interview ? " if you studied no more." : ".")];
  lines.push(element("p", { class: "strip" }, meter(all)));
  const unseen = book.ids.length - seen;
  if (seen) lines.push(element("p", {}, `Of the ${count(seen, "question")} you have been asked, ${percent(asked)}.`));
  if (interview && unseen) lines.push(element("p", {}, pace(unseen, day - today)));
  return lines;
}

/** @param {number} unseen @param {number} days */
function pace(unseen, days) {
  const questions = `${count(unseen, "question")} you have not been asked yet`;
  if (days < 1) return `There is no day left for the ${questions}.`;
  return `To see the ${questions} before then: ${Math.ceil(unseen / days)} a day, for ${count(days, "day")}.`;
}
