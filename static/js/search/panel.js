/** A field and what is found below it, in a dialog or on a page. */

import { element, pushButton } from "./elements.js";
import { isNarrowed, narrowButtons } from "./narrow.js";
import { hitOption, optionList } from "./options.js";
import { forgetSearches, recentSearches, rememberSearch } from "./recent.js";

/** @typedef {import("./engine.js").Results} Results */
/** @typedef {ReturnType<typeof import("./source.js").openSource>} Source */

const PAGE = 10;
/** Milliseconds after which a reader is told that something is on its way. */
const PATIENCE = 250;
const HINT = "Words, “a whole phrase”, -without, tag:name";

/**
 * @param {HTMLFormElement} form with its field
 * @param {Source} source
 * @param {string} base the address of the site
 * @param {(query: string, isWhole: boolean) => void} onQuestion told of every question, and whether it was put rather than typed
 */
export function createPanel(form, source, base, onQuestion) {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  const status = element("p", { class: "status", role: "status" });
  const note = element("p", { class: "note", hidden: "" });
  const corrected = element("p", { class: "corrected", hidden: "" });
  const tags = element("div", { class: "narrow", role: "group", "aria-label": "Narrow by tag", hidden: "" });
  const list = element("div", { class: "options", role: "listbox", id: `${input.id}-found`, hidden: "" });
  const offers = element("div", { class: "offers", hidden: "" });
  const more = pushButton("More results", () => grow(), { class: "grow", hidden: "" });
  const found = element("div", { class: "found" }, status, note, corrected, tags, list, offers, more);
  const options = optionList(input, list);
  let newest = 0;
  let limit = PAGE;
  let mayFetchTags = false;
  let isTyping = true;

  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }
  input.addEventListener("input", (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) put(true);
  });
  input.addEventListener("compositionend", () => put(true));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    put(false);
  });
  list.addEventListener("click", () => rememberSearch(input.value.trim()));
  addEventListener("online", () => void run());

  /** @param {string} text */
  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };
  /** @param {string} query */
  const ask = (query) => {
    input.value = query;
    input.focus();
    put(false);
  };
  /** @param {boolean} typing */
  const put = (typing) => {
    isTyping = typing;
    limit = PAGE;
    const query = input.value.trim();
    if (!typing) rememberSearch(query);
    onQuestion(query, !typing);
    void run();
  };
  const grow = () => {
    limit += PAGE;
    void run();
  };

  const run = async () => {
    const own = ++newest;
    const isWanted = () => own === newest;
    const query = input.value.trim();
    found.classList.toggle("empty", !query);
    if (!query) return showStart();
    const waiting = setTimeout(() => say("Searching…"), PATIENCE);
    try {
      const answer = await source.search(query, { limit, isTyping, isWanted });
      if (!answer || !isWanted()) return;
      clearTimeout(waiting);
      note.textContent = answer.note;
      note.hidden = !answer.note;
      showResults(query, answer.results);
      await showTags(query, answer.results, isWanted);
    } catch (error) {
      if (isWanted()) showNothing(error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(waiting);
    }
  };

  /** @param {string} text */
  const showNothing = (text) => {
    for (const part of [note, corrected, tags, offers, more]) part.hidden = true;
    options.show("Results", []);
    say(text);
  };
  const showStart = () => {
    showNothing(HINT);
    const recent = recentSearches();
    if (!recent.length) return;
    options.show("Recent searches", recent.map((query) => pushButton(query, () => ask(query), { class: "again" })));
    const clear = () => {
      forgetSearches();
      input.focus();
      showStart();
    };
    offers.replaceChildren(pushButton("Clear recent searches", clear));
    offers.hidden = false;
  };
  /**
   * @param {string} query
   * @param {Results} results
   */
  const showResults = (query, results) => {
    const { hits, total, exact, corrections, instead, suggestions } = results;
    const count = `${total} question${total === 1 ? "" : "s"}`;
    say(hits.length ? (exact ? count : `More than ${count}`) : `Nothing was found for “${query}”.`);
    options.show("Results", hits.map((hit) => hitOption(hit, base)));
    corrected.replaceChildren();
    if (corrections.length) {
      const again = pushButton(corrections.map(({ from }) => from).join(" "), () => ask(instead));
      corrected.append("Showing results for ", element("strong", {}, corrections.map(({ to }) => to).join(" ")), ". Search instead for ", again);
    }
    corrected.hidden = !corrections.length;
    const hadFocus = document.activeElement === more;
    more.hidden = hits.length >= total || hits.length < limit;
    if (hadFocus && more.hidden) input.focus();
    offers.replaceChildren("Try ", ...suggestions.map((other) => pushButton(other, () => ask(other))));
    offers.hidden = !suggestions.length;
  };
  /**
   * @param {string} query
   * @param {Results} results
   * @param {() => boolean} isWanted
   */
  const showTags = async (query, results, isWanted) => {
    mayFetchTags ||= isNarrowed(query);
    const isNeeded = results.hits.length > 0 || isNarrowed(query);
    const facets = isNeeded ? await source.facets({ mayFetch: mayFetchTags, isWanted }) : [];
    if (!isWanted()) return;
    const held = document.activeElement instanceof HTMLElement && tags.contains(document.activeElement) ? document.activeElement.dataset.tag : undefined;
    // Counting takes files that most readers never need.
    const fetchTags = () => {
      mayFetchTags = true;
      input.focus();
      void run();
    };
    const choose = (/** @type {string} */ next) => {
      input.value = next;
      put(false);
    };
    tags.replaceChildren(...(facets ? narrowButtons(facets, query, choose) : [pushButton("Narrow by tag", fetchTags)]));
    tags.hidden = !tags.childElementCount;
    if (held !== undefined) {
      const same = [...tags.querySelectorAll("button")].find((button) => button.dataset.tag === held);
      (same ?? input).focus();
    }
  };

  return {
    found,
    /** Shows what the field holds now, as if it had been put. */
    refresh: () => {
      isTyping = false;
      return run();
    },
    focus: () => {
      input.focus();
      input.select();
    },
  };
}
