/** The filter of a list of questions: by tag, topic, difficulty and state, in the page and in its address. */

import { openBar } from "./filter/bar.js";
import { listed, matching, ownFilter } from "./filter/questions.js";
import { showRows } from "./filter/rows.js";
import { element, pushButton } from "./search/elements.js";
import { dayOf } from "./study/day.js";
import { loadBook } from "./study/questions.js";
import { openStore } from "./study/store.js";

/** @typedef {import("./filter/questions.js").Filter} Filter */

/** @type {readonly (keyof Filter)[]} */
const NAMES = ["tag", "topic", "difficulty", "state"];

/** What the address asks for. @returns {Filter} */
function asked() {
  const parameters = new URLSearchParams(location.search);
  const [tag, topic, difficulty, state] = NAMES.map((name) => parameters.get(name) ?? "");
  return { tag, topic, difficulty, state };
}

/** @param {Filter} filter */
function addressOf(filter) {
  const address = new URL(location.href);
  for (const name of NAMES) {
    if (filter[name]) address.searchParams.set(name, filter[name]);
    else address.searchParams.delete(name);
  }
  return address;
}

/**
 * @param {HTMLElement} place
 * @param {boolean} isAsked whether the reader asked for it just now
 */
export async function start(place, isAsked) {
  const { list = "", base = "/" } = place.dataset;
  const book = await loadBook(list, base);
  const store = await openStore({ base, aliases: book.aliases });
  const lists = [...(place.parentElement?.querySelectorAll(":scope > .list, :scope > .pages") ?? [])];
  const status = element("p", { role: "status" });
  const rows = element("ol", { class: "list", hidden: "" });

  let day = NaN;
  /** @type {import("./filter/questions.js").Listed[]} the page's own, as the reader stands with them on that day */
  let all = [];
  const show = () => {
    const filter = asked();
    const isOn = NAMES.some((name) => filter[name] !== "");
    const today = dayOf(Date.now());
    if (day !== today) all = matching(listed(book, store, today), ownFilter(location.pathname, base));
    day = today;
    const found = isOn ? matching(all, filter) : [];
    bar.show(filter);
    clear.hidden = !isOn;
    for (const list of lists) if (list instanceof HTMLElement) list.hidden = isOn;
    rows.hidden = !isOn || found.length === 0;
    showRows(rows, found, base);
    if (!isOn) status.textContent = "";
    else if (found.length === 0) status.textContent = "No question matches.";
    else status.textContent = `${found.length} of ${all.length} questions`;
  };
  /** @param {Filter} filter */
  const go = (filter) => {
    history.pushState(null, "", addressOf(filter));
    show();
  };
  const bar = openBar(book, go);
  const clear = pushButton("Clear filter", () => {
    go({ tag: "", topic: "", difficulty: "", state: "" });
    bar.focus();
  });
  place.replaceChildren(...bar.fields, element("div", { class: "outcome" }, status, clear));
  place.after(rows);
  addEventListener("popstate", show);
  store.subscribe(() => {
    day = NaN;
    show();
  });
  show();
  if (isAsked) bar.focus();
}
