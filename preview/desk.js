/** The page about the build: what is wrong, what took how long, what was remembered, and which questions lack something. */

import { element, show, summary } from "./overlay.js";

/**
 * @typedef {{ title: string, url: string, place: string, source: string | null }} Incomplete
 */

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const nothing = (/** @type {string} */ text) => element("p", { class: "none" }, text);

/**
 * @param {string} id
 * @param {(string | number)[][]} rows
 */
function fillTable(id, rows) {
  const body = /** @type {HTMLElement} */ (place(id).querySelector("tbody"));
  body.replaceChildren(...rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, String(cell))))));
}

/**
 * @param {string} id
 * @param {Incomplete[]} questions
 */
function fillList(id, questions) {
  const items = questions.map(({ title, url, place: name, source }) =>
    element("li", {}, element("a", { href: url }, title), " ", source ? element("a", { href: source }, name) : name),
  );
  place(id).replaceChildren(items.length > 0 ? element("ul", {}, ...items) : nothing("None."));
}

async function update() {
  const [desk, found] = await Promise.all(
    ["desk.json", "problems.json"].map(async (name) => (await fetch(name, { cache: "no-store" })).json()),
  );
  place("home").setAttribute("href", desk.home);
  place("about").textContent = `Build ${desk.number}: ${desk.questions} questions on ${desk.pages} pages; ${summary(found.counts) || "no problems"}.`;
  place("problems").replaceChildren(...found.problems.map(show));
  if (found.problems.length === 0) place("problems").append(nothing("Nothing."));
  if (found.more > 0) place("problems").append(nothing(`And ${found.more} more; the terminal has them all.`));
  fillTable("stages", desk.stages.map((/** @type {any} */ { name, milliseconds }) => [name, milliseconds.toFixed(1)]));
  fillTable("tables", desk.tables.map((/** @type {any} */ { name, found: remembered, made }) => [name, remembered, made]));
  fillList("without_tags", desk.without_tags);
  fillList("without_answer", desk.without_answer);
}

const events = new EventSource("events?path=/__studybook/");
events.addEventListener("reload", () => void update().catch(() => {}));
