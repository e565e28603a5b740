/** After a sitting: what was done, what was not known, and what comes next. */

import { element, pushButton } from "../search/elements.js";
import { dayOf } from "./day.js";
import { GRADES } from "./grades.js";
import { pageOf } from "./questions.js";
import { dueDays } from "./queue.js";
import { count, span } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").Answer} Answer */
/** @typedef {import("./sitting.js").Desk} Desk */

/**
 * @param {Desk} desk
 * @param {Session} session
 * @param {{ name: string, onBack: () => void, onDrill: (ids: string[]) => void }} options
 */
export function showSummary(desk, session, { name, onBack, onDrill }) {
  const { answers, missed } = session;
  const title = element("h2", { tabindex: "-1" }, answers.length ? `${count(answers.length, "question")} answered` : "Nothing was answered");
  const whole = element("section", { class: "summary", "aria-label": "Summary" }, title);
  if (answers.length) whole.append(tally(answers), element("p", { class: "pace" }, `${name}: `, pace(answers), " ", tomorrow(desk)));
  if (missed.length) whole.append(missedList(desk, missed));
  const ways = element("div", { class: "begin" });
  if (missed.length) ways.append(pushButton(`Go over the ${missed.length === 1 ? "one" : missed.length} missed`, () => onDrill(missed), { class: "primary" }));
  ways.append(pushButton("Back to today", onBack, missed.length ? {} : { class: "primary" }), element("a", { href: desk.place.dataset.progress ?? "" }, "See your progress"));
  whole.append(ways);
  desk.place.replaceChildren(whole);
  title.focus();
  desk.say(answers.length ? `Finished. ${count(answers.length, "answer")}, ${missed.length || "none"} missed.` : "Ended.");
}

/** @param {Answer[]} answers */
function tally(answers) {
  const rows = GRADES.map(([grade, name]) => {
    const number = answers.filter((answer) => answer.grade === grade).length;
    return element("div", { class: `grade-${grade}` }, element("dt", {}, name), element("dd", {}, String(number)));
  });
  return element("dl", { class: "figures tally" }, ...rows);
}

/** @param {Answer[]} answers */
function pace(answers) {
  const total = answers.reduce((sum, { duration }) => sum + duration, 0);
  return `${span(total)} in all, ${span(total / answers.length)} a question.`;
}

/** @param {Desk} desk */
function tomorrow({ store }) {
  const next = dayOf(Date.now()) + 1;
  const dueDay = dueDays(store.settings());
  const due = [...store.states().values()].filter((state) => dueDay(state) <= next).length;
  return due ? `By tomorrow ${due === 1 ? "one question is" : `${due} questions are`} due.` : "Tomorrow nothing is due.";
}

/** @param {Desk} desk @param {string[]} ids */
function missedList({ book }, ids) {
  const items = ids.map((id) => element("li", {}, element("a", { href: pageOf(book, id) }, book.byId.get(id)?.title ?? id)));
  return element("section", {}, element("h3", {}, "Missed"), element("ul", { class: "missed" }, ...items));
}
