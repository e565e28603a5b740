/** The page of progress: what is known by now, what comes, and a reader's data. */

import { barChart } from "./progress/charts.js";
import { backupPart } from "./progress/backup.js";
import { groupsPart } from "./progress/groups.js";
import { interviewPart } from "./progress/interview.js";
import { markedPart } from "./progress/marked.js";
import { forecast, reviewsPerDay } from "./progress/outlook.js";
import { element } from "./search/elements.js";
import { dateOf, dayOf } from "./study/day.js";
import { openPage } from "./study/opening.js";
import { doneOn, standings } from "./study/queue.js";
import { showTrouble } from "./study/trouble-note.js";
import { count, percent } from "./study/words.js";

/** @typedef {import("./study/questions.js").Book} Book */
/** @typedef {import("./study/store.js").Store} Store */
/** @typedef {import("./study/store.js").Change} Change */
/** @typedef {{ part: HTMLElement, show: (changes: ReadonlySet<Change>) => void }} Part changes: what has changed since it was shown last */

const AHEAD = 30;
const BACK = 30;
const FULL_DATE = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const SHORT_DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** @param {Book} book @param {Store} store @param {string} study @returns {Part} */
function todayPart(book, store, study) {
  const figures = element("dl", { class: "figures" });
  const link = element("a", { class: "primary", href: study }, "Study now");
  const show = () => {
    const [today, settings, states] = [dayOf(Date.now()), store.settings(), store.states()];
    const numbers = { new: 0, due: 0, learned: 0 };
    const standing = standings(today, settings);
    for (const id of book.ids) numbers[standing(states.get(id))] += 1;
    const { fresh, due } = doneOn(states.values(), today);
    const rows = [[numbers.due, "due"], [numbers.learned, "learned"], [numbers.new, "new"], [fresh + due, "answered today"]];
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
  // A star or a note is no reason to read the whole log again.
  return { part, show: (changes) => void (changes.has("states") && show()) };
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

/**
 * Fills the page, and again after each change; those that come at once, as from a file, are shown at once.
 * @param {HTMLElement} root
 * @param {Book} book
 * @param {Store} store
 */
function showProgress(root, book, store) {
  const { study = "" } = root.dataset;
  const parts = [todayPart(book, store, study), interviewPart(book, store), forecastPart(book, store), historyPart(store), groupsPart(book, store, study), markedPart(book, store, study), backupPart(store)];
  root.replaceChildren(showTrouble(store), ...parts.map(({ part }) => part));
  /** @type {Set<Change>} */
  let changes = new Set(["states"]);
  const show = () => {
    const shown = changes;
    changes = new Set();
    for (const part of parts) part.show(shown);
  };
  store.subscribe((change) => {
    if (!changes.size) setTimeout(show);
    changes.add(change);
  });
  show();
}

/** @type {HTMLElement | null} */
const progressRoot = document.querySelector("div.progress");
if (progressRoot) void openPage(progressRoot, (book, store) => showProgress(progressRoot, book, store));
