/** The page of progress: what is known by now, what comes, and a reader's data. */

import { barChart } from "./progress/charts.js";
import { backupPart } from "./progress/backup.js";
import { groupsPart } from "./progress/groups.js";
import { interviewPart } from "./progress/interview.js";
import { markedPart } from "./progress/marked.js";
import { forecast, reviewsPerDay } from "./progress/outlook.js";
import { element, pushButton } from "./search/elements.js";
import { dateOf, dayOf } from "./study/day.js";
import { loadBook } from "./study/questions.js";
import { doneOn, standing } from "./study/queue.js";
import { openStore } from "./study/store.js";
import { showTrouble } from "./study/trouble-note.js";
import { count, percent } from "./study/words.js";

/** @typedef {import("./study/questions.js").Book} Book */
/** @typedef {import("./study/store.js").Store} Store */
/** @typedef {{ part: HTMLElement, show: () => void }} Part */

const AHEAD = 30;
const BACK = 30;
const FULL_DATE = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const SHORT_DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** @param {HTMLElement} root */
async function startProgress(root) {
  const { base = "/", questions = "", study = "" } = root.dataset;
  const loading = loadBook(questions, base);
  const opening = openStore({ base, aliases: loading.then(({ aliases }) => aliases) });
  let book;
  try {
    book = await loading;
  } catch {
    const again = pushButton("Try again", () => void startProgress(root));
    root.replaceChildren(element("p", { class: "trouble" }, "The list of questions could not be loaded: you seem to be offline, or the site has just changed."), again);
    return;
  }
  const store = await opening;
  const parts = [todayPart(book, store, study), interviewPart(book, store), forecastPart(book, store), historyPart(store), groupsPart(book, store, study), markedPart(book, store, study), backupPart(store)];
  root.replaceChildren(showTrouble(store), ...parts.map(({ part }) => part));
  const show = () => {
    for (const part of parts) part.show();
  };
  store.subscribe(show);
  show();
}

/** @param {Book} book @param {Store} store @param {string} study @returns {Part} */
function todayPart(book, store, study) {
  const figures = element("dl", { class: "figures" });
  const link = element("a", { class: "primary", href: study }, "Study now");
  const show = () => {
    const [today, settings, states] = [dayOf(Date.now()), store.settings(), store.states()];
    const standings = { new: 0, due: 0, learned: 0 };
    for (const id of book.ids) standings[standing(states.get(id), today, settings)] += 1;
    const { fresh, due } = doneOn(states.values(), today);
    const rows = [[standings.due, "due"], [standings.learned, "learned"], [standings.new, "new"], [fresh + due, "answered today"]];
    figures.replaceChildren(...rows.map(([number, name]) => element("div", {}, element("dt", {}, String(name)), element("dd", {}, number.toLocaleString("en")))));
  };
  return { part: element("section", { "aria-label": "Today" }, figures, link), show };
}

/** @param {Book} book @param {Store} store @returns {Part} */
function forecastPart(book, store) {
  const part = element("section", { "aria-labelledby": "forecast" });
  const show = () => {
    const today = dayOf(Date.now());
    const counts = forecast(book.ids, store.states(), today, AHEAD, store.settings());
    const bars = counts.map((value, index) => ({ label: index ? FULL_DATE.format(dateOf(today + index)) : "Today", value }));
    const total = counts.reduce((sum, value) => sum + value, 0);
    const summary = `${count(total, "review")} in the next ${AHEAD} days, ${counts[0]} of them today.`;
    const chart = barChart({ title: "Due", summary, columns: ["Day", "Due"], bars, ends: ["today", SHORT_DATE.format(dateOf(today + AHEAD - 1))] });
    refill(part, element("h2", { id: "forecast" }, "What falls due"), chart);
  };
  return { part, show };
}

/** @param {Store} store @returns {Part} */
function historyPart(store) {
  const part = element("section", { "aria-labelledby": "history" });
  const show = async () => {
    const today = dayOf(Date.now());
    const days = reviewsPerDay(await store.reviews(), today, BACK);
    const bars = days.map(({ all, known }, index) => ({
      label: index === BACK - 1 ? "Today" : FULL_DATE.format(dateOf(today - BACK + 1 + index)),
      value: all,
      part: known,
      note: all ? percent(known / all) : "–",
    }));
    const [all, known] = [days.reduce((sum, day) => sum + day.all, 0), days.reduce((sum, day) => sum + day.known, 0)];
    const summary = all ? `${count(all, "review")} in the last ${BACK} days, ${percent(known / all)} of them remembered (the darker part).` : `No review in the last ${BACK} days.`;
    const ends = /** @type {[string, string]} */ ([SHORT_DATE.format(dateOf(today - BACK + 1)), "today"]);
    refill(part, element("h2", { id: "history" }, "Reviews a day"), barChart({ title: "Reviews a day", summary, columns: ["Day", "Reviews", "Remembered"], bars, ends }));
  };
  return { part, show: () => void show() };
}

/**
 * Fills a part anew; a table that was open stays open.
 * @param {HTMLElement} part
 * @param {Node[]} children
 */
function refill(part, ...children) {
  const isOpen = part.querySelector("details")?.open ?? false;
  part.replaceChildren(...children);
  const table = part.querySelector("details");
  if (table) table.open = isOpen;
}

/** @type {HTMLElement | null} */
const progressRoot = document.querySelector("div.progress");
if (progressRoot) void startProgress(progressRoot);
