/** The questions a filter found, as a list like the one the page came with. */

import { element, pushButton } from "../search/elements.js";

/** @typedef {import("./questions.js").Listed} Listed */

const AT_ONCE = 50;

/** @param {Listed} question @param {string} base */
function row({ title, address, label, difficulty, tags }, base) {
  const name = label ? [element("span", { class: "label" }, label), " ", title] : [title];
  const heading = element("h3", {}, element("a", { href: address }, ...name));
  const links = tags.map(({ slug, name }) => element("li", {}, element("a", { href: `${base}tags/${slug}/`, rel: "tag" }, name)));
  const about = [
    ...(difficulty ? [element("span", { class: `difficulty ${difficulty}` }, difficulty.charAt(0).toUpperCase() + difficulty.slice(1))] : []),
    ...(links.length > 0 ? [element("ul", { class: "tags", "aria-label": "Tags" }, ...links)] : []),
  ];
  return element("li", {}, heading, ...(about.length > 0 ? [element("div", { class: "about" }, ...about)] : []));
}

/**
 * Fills the list with the first of them, and with more when the reader asks.
 * @param {HTMLOListElement} list
 * @param {Listed[]} found
 * @param {string} base of the site
 */
export function showRows(list, found, base) {
  let count = 0;
  const add = () => {
    const more = found.slice(count, count + AT_ONCE);
    count += more.length;
    const rows = more.map((question) => row(question, base));
    list.append(...rows);
    if (count === found.length) return rows;
    const item = element("li", {}, pushButton(`Show more of ${found.length}`, () => {
      item.remove();
      add()[0]?.querySelector("a")?.focus();
    }));
    list.append(item);
    return rows;
  };
  list.replaceChildren();
  add();
}
