/** A mock interview: a few questions by chance, a clock for each, notes while speaking, and a record of it to keep. */

import { element, pushButton } from "../search/elements.js";
import { gradeName } from "./grades.js";
import { pageOf } from "./questions.js";
import { shuffled } from "./queue.js";
import { localDate, saveFile } from "./save-file.js";
import { Session } from "./session.js";
import { Sitting } from "./sitting.js";
import { clock, count, span } from "./words.js";

/** @typedef {import("./overview.js").Choice} Choice */
/** @typedef {import("./session.js").Answer} Answer */
/** @typedef {import("./sitting.js").Desk} Desk */

const QUESTIONS = 5;
const MINUTES = 3;

/**
 * @param {Desk} desk
 * @param {Choice} choice
 * @param {() => void} onBack
 */
export function showMock(desk, choice, onBack) {
  const field = (/** @type {string} */ id, /** @type {number} */ most, /** @type {number} */ value) =>
    element("input", { id, type: "number", inputmode: "numeric", min: "1", max: String(most), value: String(Math.min(value, most)), required: "" });
  const questions = field("mock-questions", choice.all.length, QUESTIONS);
  const minutes = field("mock-minutes", 60, MINUTES);
  const title = element("h2", { tabindex: "-1" }, "Mock interview");
  const form = element(
    "form",
    { class: "mock" },
    title,
    element("p", {}, `Questions by chance from: ${choice.name}. Answer aloud as you would across the table; then compare and grade yourself. Each grade counts as a review.`),
    element("p", { class: "setting number" }, element("label", { for: questions.id }, "Questions"), questions),
    element("p", { class: "setting number" }, element("label", { for: minutes.id }, "Minutes for each"), minutes),
    element("div", { class: "begin" }, element("button", { type: "submit", class: "primary" }, "Begin"), pushButton("Back to today", onBack)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const session = new Session(shuffled(choice.all).slice(0, questions.valueAsNumber));
    const limit = minutes.valueAsNumber * 60_000;
    const rules = { name: "Mock interview", counts: true, isWanted: () => true, typed: "Notes while you speak", limit };
    new Sitting(desk, session, rules, () => showRecord(desk, session.answers, choice, limit, onBack)).start();
  });
  desk.place.replaceChildren(form);
  title.focus();
}

/**
 * @param {Desk} desk
 * @param {Answer[]} answers
 * @param {Choice} choice
 * @param {number} limit
 * @param {() => void} onBack
 */
function showRecord(desk, answers, choice, limit, onBack) {
  const title = element("h2", { tabindex: "-1" }, `Mock interview of ${localDate()}`);
  const total = answers.reduce((sum, { duration }) => sum + duration, 0);
  const about = answers.length ? `${count(answers.length, "question")} from ${choice.name}, ${span(total)} in all.` : "No question was answered.";
  const list = element("ol", { class: "record" }, ...answers.map((answer) => recordItem(desk, answer, limit)));
  const save = pushButton("Save", () => saveFile(`mock-interview-${localDate()}.md`, "text/markdown", asMarkdown(desk, answers, about)), { class: "primary" });
  const ways = element("div", { class: "begin" }, ...(answers.length ? [save, pushButton("Print", () => print())] : []), pushButton("Back to today", onBack));
  desk.place.replaceChildren(element("section", { class: "summary", "aria-label": "Summary" }, title, element("p", { class: "pace" }, about), list, ways));
  title.focus();
  desk.say(`Finished. ${about}`);
}

/** @param {Desk} desk @param {string} id */
const titleOf = ({ book }, id) => book.byId.get(id)?.title ?? id;

/** @param {Desk} desk @param {Answer} answer @param {number} limit */
function recordItem(desk, { id, grade, thinking, typed }, limit) {
  const over = thinking > limit ? ", over time" : "";
  const item = element("li", {}, element("h3", {}, element("a", { href: pageOf(desk.book, id) }, titleOf(desk, id))));
  item.append(element("p", { class: `meta grade-${grade}` }, element("strong", {}, gradeName(grade)), element("span", {}, clock(thinking) + over)));
  if (typed) item.append(element("p", { class: "typed" }, typed));
  return item;
}

/** @param {Desk} desk @param {Answer[]} answers @param {string} about */
function asMarkdown(desk, answers, about) {
  const parts = answers.map(({ id, grade, thinking, typed }) => [`## ${titleOf(desk, id)}`, `${gradeName(grade)}, ${clock(thinking)}`, typed].filter(Boolean).join("\n\n"));
  return `${[`# Mock interview of ${localDate()}`, about, ...parts].join("\n\n")}\n`;
}
