/** The list below the field: one option is the active one while the focus stays in the field (ARIA's combobox pattern). */

import { element } from "./elements.js";
import { addressOf } from "./links.js";

/** @typedef {import("./engine.js").Part} Part */

/** @param {Part[]} parts */
const marked = (parts) => parts.map(([text, isMatch]) => (isMatch ? element("mark", {}, text) : text));

/**
 * A link that is an option: it opens in a new tab like any other.
 * @param {import("./engine.js").Hit} hit
 * @param {string} base
 */
export function hitOption(hit, base) {
  const option = element("a", { href: addressOf(hit, base) }, element("strong", {}, ...marked(hit.title)), " ");
  if (hit.passage.length) option.append(element("span", {}, ...marked(hit.passage)), " ");
  if (hit.tags.length) option.append(element("small", {}, hit.tags.map(([, label]) => label).join("\u00a0· ")));
  return option;
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 */
export function optionList(input, list) {
  /** @type {HTMLElement[]} */
  let options = [];
  let active = -1;

  /** @param {number} index */
  const activate = (index) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = options.length - 1;
    const isInList = active >= 0;
    /** @type {Record<string, number>} */
    const targets = { ArrowDown: Math.min(active + 1, last), ArrowUp: active < 0 ? last : active - 1 };
    if (isInList) Object.assign(targets, { Home: 0, End: last, ArrowLeft: -1, ArrowRight: -1 });
    if (event.key === "Enter" && isInList) options[active].click();
    else if (event.key in targets) activate(targets[event.key]);
    else return;
    // In the text, left and right move the caret as ever.
    if (!event.key.match(/Left|Right/)) event.preventDefault();
  });
  return {
    /**
     * @param {string} name
     * @param {HTMLElement[]} next
     */
    show: (name, next) => {
      const kept = next.length > options.length && list.getAttribute("aria-label") === name ? active : -1;
      activate(-1);
      options = next;
      options.forEach((option, index) => {
        option.id = `${list.id}-${index}`;
        option.role = "option";
        option.tabIndex = -1;
        option.setAttribute("aria-selected", "false");
      });
      list.setAttribute("aria-label", name);
      list.replaceChildren(...options);
      list.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(options.length > 0));
      if (kept >= 0) activate(kept);
    },
  };
}
