/** Tags to narrow by: each a button that puts `tag:…` into the question or takes it out. */

import { element, pushButton } from "./elements.js";

/** @typedef {import("./engine.js").Facet} Facet */

const SHOWN = 8;

/** @param {string} query */
const wordsIn = (query) => query.split(/\s+/).filter(Boolean);

/** @param {string} tag */
const filterOf = (tag) => `tag:${tag}`;

/** @param {string} query */
export const isNarrowed = (query) => /(^|\s)tag:/i.test(query);

/**
 * @param {Facet[]} facets
 * @param {string} query
 * @param {(query: string) => void} choose
 */
export function narrowButtons(facets, query, choose) {
  const words = wordsIn(query);
  const isOn = (/** @type {Facet} */ { tag }) => words.includes(filterOf(tag));
  const shown = [...facets.filter(isOn), ...facets.filter((facet) => !isOn(facet)).slice(0, SHOWN)];
  return shown.map((facet) => {
    const filter = filterOf(facet.tag);
    const press = () => choose((isOn(facet) ? words.filter((word) => word !== filter) : [...words, filter]).join(" "));
    const button = pushButton(`${facet.label} `, press, { "aria-pressed": String(isOn(facet)), "data-tag": facet.tag });
    button.append(element("span", {}, String(facet.count)));
    return button;
  });
}
