/** Before a sitting: what it is made of, how much there is, and the ways to begin. */

import { element, pushButton } from "../search/elements.js";
import { dayOf } from "./day.js";
import { nameOf, paramsOf, select } from "./filter.js";
import { queueOf } from "./queue.js";
import { settingsForm } from "./settings-form.js";
import { count } from "./words.js";

/** @typedef {import("./filter.js").Filter} Filter */
/** @typedef {import("./filter.js").Search} Search */
/** @typedef {import("./questions.js").Group} Group */
/** @typedef {import("./sitting.js").Desk} Desk */
/** @typedef {{ due: string[], fresh: string[], all: string[], name: string }} Choice */
/** @typedef {"cram" | "mock" | null} Mode how to begin at once */
/** @typedef {{ study: (choice: Choice) => void, more: (choice: Choice) => void, cram: (choice: Choice) => void, mock: (choice: Choice) => void }} Ways */

/** How many new questions are begun beyond the day's limit, if a reader wants more. */
export const MORE = 10;
/** How many questions are fetched before anybody has asked to begin. */
const FIRST = 2;

/**
 * @param {Desk} desk
 * @param {Filter} filter
 * @param {Search} search
 * @param {Ways} ways
 * @param {(filter: Filter) => void} onChoice another filter was chosen
 * @param {Mode} mode
 */
export async function showOverview(desk, filter, search, ways, onChoice, mode) {
  const { book, store, place } = desk;
  const figures = element("dl", { class: "figures" });
  const begin = element("div", { class: "begin" });
  const notes = element("div", { class: "notes", role: "status" }, ...(filter.query ? [element("p", {}, "Searching…")] : []));
  const whole = element("section", { class: "overview", "aria-label": "Today" }, picker(desk, filter, onChoice), notes, figures, begin, settingsForm(store));
  place.replaceChildren(whole);
  const chosen = await select(filter, book, store.stars(), search);
  const show = () => {
    const today = dayOf(Date.now());
    const { due, fresh, held } = queueOf(chosen.ids, store.states(), today, store.settings());
    const news = filter.due ? [] : fresh;
    const learned = chosen.ids.length - due.length - held.due - fresh.length - held.fresh;
    figures.replaceChildren(...figure(due.length, "due"), ...figure(news.length, "new today"), ...figure(learned, "not due yet"), ...figure(chosen.ids.length, "in all"));
    const choice = { due, fresh: news, all: chosen.ids, name: nameOf(filter, book) };
    const sentences = [...chosen.notes, ...heldBack(held, filter)];
    notes.replaceChildren(...sentences.map((sentence) => element("p", {}, sentence)));
    showWays(begin, choice, held.fresh, ways);
    desk.cards.prepare([...due, ...news].slice(0, FIRST));
    return choice;
  };
  const end = store.subscribe(() => {
    if (whole.isConnected) show();
    else end();
  });
  const choice = show();
  if (mode && choice.all.length && whole.isConnected) ways[mode](choice);
}

/** @param {number} number @param {string} name */
const figure = (number, name) => [element("div", {}, element("dt", {}, name), element("dd", {}, number.toLocaleString("en")))];

/** @param {{ due: number, fresh: number }} held @param {Filter} filter */
function heldBack({ due, fresh }, filter) {
  if (due) return [`${count(due, "more question")} ${due === 1 ? "is" : "are"} due beyond your limit for a day.`];
  return fresh && !filter.due ? [`${count(fresh, "more new question")} ${fresh === 1 ? "waits" : "wait"} for the days to come.`] : [];
}

/**
 * @param {HTMLElement} begin
 * @param {Choice} choice
 * @param {number} held new questions beyond the limit
 * @param {Ways} ways
 */
function showWays(begin, choice, held, ways) {
  const { due, fresh, all } = choice;
  const hadFocus = begin.contains(document.activeElement);
  const total = due.length + fresh.length;
  const buttons = [];
  if (total) buttons.push(pushButton(`Study ${count(total, "question")}`, () => ways.study(choice), { class: "primary" }));
  if (!total && held) buttons.push(pushButton(`Begin ${Math.min(held, MORE)} more`, () => ways.more(choice), { class: "primary" }));
  if (all.length) {
    buttons.push(pushButton(`Cram all ${all.length.toLocaleString("en")}`, () => ways.cram(choice)));
    buttons.push(pushButton("Mock interview", () => ways.mock(choice)));
  }
  const done = total || !all.length ? [] : [element("p", { class: "done" }, "Nothing more to study today: what you have learned comes back when you are about to forget it.")];
  const none = all.length ? [] : [element("p", { class: "done" }, "No question fits this choice.")];
  begin.replaceChildren(...done, ...none, ...buttons);
  if (hadFocus) begin.querySelector("button")?.focus();
}

/**
 * What the queue is made of: everything, the starred, a topic or a tag, or what a search has found.
 * @param {Desk} desk
 * @param {Filter} filter
 * @param {(filter: Filter) => void} onChoice
 */
function picker({ book, store }, filter, onChoice) {
  const own = paramsOf({ ...filter, due: false }).toString();
  const list = element("select", { id: "what" });
  /** @param {HTMLElement} into @param {string} label @param {string} value */
  const add = (into, label, value) => {
    const option = element("option", { value }, label);
    option.selected = value === own;
    into.append(option);
    return option.selected;
  };
  const stars = store.stars().size;
  let isListed = add(list, `All questions (${book.all.length.toLocaleString("en")})`, "");
  isListed = add(list, `Starred (${stars})`, "starred=") || isListed;
  for (const [kind, label, groups] of /** @type {const} */ ([["topic", "Topics", book.topics], ["tag", "Tags", book.tags]])) {
    if (!groups.length) continue;
    const part = element("optgroup", { label });
    for (const { slug, name } of groups) isListed = add(part, name, new URLSearchParams([[kind, slug]]).toString()) || isListed;
    list.append(part);
  }
  if (!isListed) list.prepend(Object.assign(element("option", { value: own }, nameOf(filter, book)), { selected: true }));
  list.addEventListener("change", () => {
    const params = new URLSearchParams(list.value);
    onChoice({ tags: params.getAll("tag"), topics: params.getAll("topic"), query: params.get("q") ?? "", starred: params.has("starred"), due: filter.due });
  });
  return element("p", { class: "picker" }, element("label", { for: "what" }, "What to study"), list);
}
