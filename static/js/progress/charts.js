/** Charts of bars, drawn as SVG, each with its numbers in a table behind it. */

import { element } from "../search/elements.js";

/** @typedef {{ label: string, value: number, part?: number, note?: string }} Bar label: in full, for the table; part: of the value, drawn darker */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 120;
const WIDTH = 640;
const GAP = 0.25;

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 */
function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/**
 * @param {{ title: string, summary: string, columns: [string, string, ...string[]], bars: Bar[], ends: [string, string] }} options
 * summary: what an eye would see; columns: heads of the table; ends: below the first and the last bar
 */
export function barChart({ title, summary, columns, bars, ends }) {
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const width = WIDTH / bars.length;
  const scale = (/** @type {number} */ value) => (value / most) * HEIGHT;
  const drawn = bars.flatMap(({ value, part }, index) => {
    const bar = (/** @type {number} */ height, /** @type {string} */ name) =>
      shape("rect", { class: name, x: (index + GAP / 2) * width, y: HEIGHT - height, width: width * (1 - GAP), height, rx: Math.min(2, height / 2) });
    return [...(value ? [bar(Math.max(scale(value), 2), part === undefined ? "bar" : "bar pale")] : []), ...(part ? [bar(scale(part), "bar")] : [])];
  });
  const line = shape("line", { class: "axis", x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT });
  const picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + 1}`, role: "img", "aria-label": `${title}. ${summary}`, preserveAspectRatio: "none" }, ...drawn, line);
  const scaleText = element("p", { class: "scale", "aria-hidden": "true" }, element("span", {}, ends[0]), element("span", {}, `most on a day: ${Math.max(...bars.map(({ value }) => value))}`), element("span", {}, ends[1]));
  return element("figure", { class: "chart" }, element("figcaption", {}, summary), picture, scaleText, numbersTable(title, columns, bars));
}

/** @param {string} title @param {string[]} columns @param {Bar[]} bars */
function numbersTable(title, columns, bars) {
  const head = element("thead", {}, element("tr", {}, ...columns.map((column) => element("th", { scope: "col" }, column))));
  const rows = bars.map(({ label, value, note }) => {
    const cells = [element("td", {}, String(value)), ...(note === undefined ? [] : [element("td", {}, note)])];
    return element("tr", {}, element("th", { scope: "row" }, label), ...cells);
  });
  const table = element("table", {}, element("caption", { class: "sr" }, title), head, element("tbody", {}, ...rows));
  return element("details", {}, element("summary", {}, "As a table"), table);
}

/**
 * A part of a whole as a short bar; its number stands beside it.
 * @param {number} part from 0 to 1
 */
export function meter(part) {
  const picture = shape("svg", { class: "meter", viewBox: "0 0 100 6", "aria-hidden": "true", preserveAspectRatio: "none" });
  picture.append(shape("rect", { class: "track", width: 100, height: 6, rx: 3 }), shape("rect", { class: "bar", width: Math.max(part * 100, 0), height: 6, rx: 3 }));
  return picture;
}
