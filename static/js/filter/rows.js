/** The questions a filter found, as a list like the one the page came with. */

import { element, pushButton } from "../search/elements.js";

/** @typedef {import("./questions.js").Question} Question */

const AT_ONCE = 50;

/** @param {Question} question @param {string} root */
function row({ title, path, label, difficulty, tags }, root) {
  const name = label ? [element("span", { class: "label" }, label), " ", title] : [title];
  const heading = element("h3", {}, element("a", { href: root + path }, ...name));
  const links = tags.map(([slug, name]) => element("li", {}, element("a", { href: `${root}tags/${slug}/`, rel: "tag" }, name)));
  const about = [
    ...(difficulty ? [element("span", { class: `difficulty ${difficulty}` }, difficulty.charAt(0).toUpperCase() + difficulty.slice(1))] : []),
    ...(links.length > 0 ? [element("ul", { class: "tags", "aria-label": "Tags" }, ...links)] : []),
  ];
  return element("li", {}, heading, ...(about.length > 0 ? [element("div", { class: "about" }, ...about)] : []));
}

/**
 * Fills the list with the first of them, and with more when the reader asks.
 * @param {HTMLOListElement} list
 * @param {Question[]} found
 * @param {string} root
 */
export function showRows(list, found, root) {
  let count = 0;
  const add = () => {
    const more = found.slice(count, count + AT_ONCE);
    count += more.length;
    const rows = more.map((question) => row(question, root));
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
