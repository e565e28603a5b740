/** How far each topic and tag has come, the weakest first, with a way to study them. */

import { element, pushButton } from "../search/elements.js";
import { dayOf, dayOfDate } from "../study/day.js";
import { percent } from "../study/words.js";
import { meter } from "./charts.js";
import { standingsOf } from "./outlook.js";

/** @typedef {import("../study/questions.js").Book} Book */
/** @typedef {import("../study/store.js").Store} Store */
/** @typedef {import("./outlook.js").Standings} Standings */

const SHOWN_GROUPS = 8;
const WEAKEST = 5;

/**
 * @param {Book} book
 * @param {Store} store
 * @param {string} study the address of the page of study
 * @returns {{ part: HTMLElement, show: () => void }}
 */
export function groupsPart(book, store, study) {
  const part = element("section", { class: "groups", "aria-labelledby": "groups" });
  /** @type {Set<string>} kinds whose whole table is wanted */
  const whole = new Set();
  const show = () => {
    const settings = store.settings();
    const today = dayOf(Date.now());
    const day = settings.interview ? Math.max(dayOfDate(settings.interview), today) : today;
    const standings = (/** @type {"tags" | "topics"} */ kind) => standingsOf(kind, book[kind], book.all, store.states(), day, settings);
    const kinds = /** @type {const} */ ([["topics", "Topics", "topic"], ["tags", "Tags", "tag"]]);
    const tables = kinds.filter(([kind]) => book[kind].length).map(([kind, title, name]) => standingsTable(title, name, standings(kind), study, whole, show));
    part.replaceChildren(element("h2", { id: "groups" }, "Weakest first"), ...weakest(standings("tags"), study), element("div", { class: "tables" }, ...tables));
  };
  return { part, show };
}

/** @param {string} study @param {string} name @param {Standings} standings */
const studyLink = (study, name, { group }) => `${study}?${name}=${encodeURIComponent(group.slug)}`;

/** @param {Standings[]} standings @param {string} study */
function weakest(standings, study) {
  const begun = standings.filter(({ seen }) => seen > 0).slice(0, WEAKEST);
  if (!begun.length) return [element("p", {}, "Once you have studied, the tags you know least are named here.")];
  const items = begun.map((entry) =>
    element(
      "li",
      {},
      element("span", { class: "name" }, entry.group.name),
      element("span", { class: "number" }, percent(entry.readiness)),
      element("a", { href: studyLink(study, "tag", entry) }, "Study these", element("span", { class: "sr" }, `: ${entry.group.name}`)),
    ),
  );
  const hint = "Mean recall on the day of your interview, or today without one; what you were never asked counts nothing.";
  return [element("p", { class: "hint" }, hint), element("ol", { class: "weakest" }, ...items)];
}

/**
 * @param {string} title
 * @param {string} name
 * @param {Standings[]} standings
 * @param {string} study
 * @param {Set<string>} whole
 * @param {() => void} show
 */
function standingsTable(title, name, standings, study, whole, show) {
  const shown = whole.has(name) ? standings : standings.slice(0, SHOWN_GROUPS);
  const head = element("tr", {}, ...[title, "Asked", "Strength"].map((column) => element("th", { scope: "col" }, column)));
  const rows = shown.map((entry) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("a", { href: studyLink(study, name, entry) }, entry.group.name)),
      element("td", {}, `${entry.seen} of ${entry.count}`, meter(entry.count ? entry.seen / entry.count : 0)),
      element("td", {}, entry.seen ? percent(entry.strength) : "–", meter(entry.strength)),
    ),
  );
  const table = element("table", {}, element("caption", { class: "sr" }, `${title}: how many questions were asked, and how well those are remembered`), element("thead", {}, head), element("tbody", {}, ...rows));
  const rest = standings.length - shown.length;
  const more = pushButton(`All ${standings.length} ${title.toLowerCase()}`, () => {
    whole.add(name);
    show();
  });
  return element("div", { class: "standings" }, table, ...(rest > 0 ? [more] : []));
}
