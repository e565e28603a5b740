/** The fields of the filter. */

import { element } from "../search/elements.js";

/** @typedef {import("./questions.js").Filter} Filter */
/** @typedef {import("./questions.js").Group} Group */

/** @type {(...words: string[]) => Group[]} */
const words = (...words) => words.map((word) => ({ slug: word, name: word.replace(/^./, (first) => first.toUpperCase()) }));

/**
 * @param {{ tags: Group[], topics: Group[] }} groups
 * @param {(filter: Filter) => void} choose
 */
export function openBar({ tags, topics }, choose) {
  /** @param {string} title @param {Group[]} groups */
  const field = (title, groups) => {
    const options = groups.map(({ slug, name }) => element("option", { value: slug }, name));
    const id = `filter-${title.toLowerCase()}`;
    const select = element("select", { id }, element("option", { value: "" }, "Any"), ...options);
    select.addEventListener("change", () => choose(chosen()));
    return { select, whole: element("div", {}, element("label", { for: id }, title), select), isOf: groups.length > 0 };
  };
  /** @type {Record<keyof Filter, ReturnType<typeof field>>} */
  const fields = {
    tag: field("Tag", tags),
    topic: field("Topic", topics),
    difficulty: field("Difficulty", words("easy", "medium", "hard")),
    state: field("State", words("new", "due", "learned", "starred")),
  };
  const shown = Object.values(fields).filter(({ isOf }) => isOf);
  /** @returns {Filter} */
  const chosen = () => ({
    tag: fields.tag.select.value,
    topic: fields.topic.select.value,
    difficulty: fields.difficulty.select.value,
    state: fields.state.select.value,
  });

  return {
    fields: shown.map(({ whole }) => whole),
    focus: () => shown[0]?.select.focus(),
    /** @param {Filter} filter */
    show: (filter) => {
      for (const [name, { select }] of Object.entries(fields)) {
        const value = filter[/** @type {keyof Filter} */ (name)];
        // An address may ask for what the site no longer has.
        if (![...select.options].some((option) => option.value === value)) select.append(element("option", { value }, value));
        select.value = value;
      }
    },
  };
}
