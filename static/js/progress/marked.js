/** A reader's stars and notes, and a field to search them. */

import { element } from "../search/elements.js";
import { pageOf } from "../study/questions.js";
import { count } from "../study/words.js";

/** @typedef {import("../study/questions.js").Book} Book */
/** @typedef {import("../study/store.js").Store} Store */

/** @param {string} text */
const foldedText = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * @param {Book} book
 * @param {Store} store
 * @param {string} study the address of the page of study
 * @returns {{ part: HTMLElement, show: () => void }}
 */
export function markedPart(book, store, study) {
  const field = element("input", { id: "marked-query", type: "search", autocomplete: "off", spellcheck: "false" });
  const status = element("p", { class: "found-marked", role: "status" });
  const list = element("ul", { class: "marked" });
  const none = element("p", {}, "Star a question or write a note on its page or while you study: they gather here.");
  const link = element("a", { class: "more", href: `${study}?starred` }, "Study the starred");
  const search = element("p", { class: "picker" }, element("label", { for: field.id }, "Search your notes and starred questions"), field);
  const part = element("section", { "aria-labelledby": "marked" }, element("h2", { id: "marked" }, "Notes and stars"), none, search, status, list, link);
  const show = () => {
    const [notes, stars] = [store.notes(), store.stars()];
    const marked = [...new Set([...notes.keys(), ...stars])];
    const words = foldedText(field.value).split(/\s+/).filter(Boolean);
    const title = (/** @type {string} */ id) => book.byId.get(id)?.title ?? `${id} (no longer on this site)`;
    const found = marked.filter((id) => {
      const text = foldedText(`${title(id)} ${notes.get(id) ?? ""}`);
      return words.every((word) => text.includes(word));
    });
    none.hidden = marked.length > 0;
    search.hidden = list.hidden = marked.length === 0;
    link.hidden = stars.size === 0;
    status.textContent = words.length ? `${count(found.length, "question")} found.` : "";
    list.replaceChildren(...found.map((id) => item(book, id, title(id), stars.has(id), notes.get(id))));
  };
  field.addEventListener("input", show);
  return { part, show };
}

/**
 * @param {Book} book
 * @param {string} id
 * @param {string} title
 * @param {boolean} isStarred
 * @param {string | undefined} note
 */
function item(book, id, title, isStarred, note) {
  const name = book.byId.has(id) ? element("a", { href: pageOf(book, id) }, title) : element("span", {}, title);
  const star = element("span", { class: "starred" }, "★", element("span", { class: "sr" }, " starred"));
  return element("li", {}, element("h3", {}, name, ...(isStarred ? [" ", star] : [])), ...(note ? [element("p", { class: "typed" }, note)] : []));
}
