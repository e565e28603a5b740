/** The questions of a page as its filter sees them. */

import { pageOf } from "../study/questions.js";
import { standings } from "../study/queue.js";

/** @typedef {import("../study/questions.js").Book} Book */
/** @typedef {import("../study/questions.js").Group} Group */
/** @typedef {import("../study/store.js").Store} Store */
/** @typedef {{ tag: string, topic: string, difficulty: string, state: string }} Filter slugs and words; empty for any */
/** @typedef {{ title: string, address: string, label: string, difficulty: string, tags: Group[], topics: Group[], states: string[] }} Listed */

/**
 * @param {Listed[]} questions
 * @param {Filter} filter
 */
export function matching(questions, { tag, topic, difficulty, state }) {
  /** @param {Group[]} groups @param {string} wanted */
  const isIn = (groups, wanted) => wanted === "" || groups.some(({ slug }) => slug === wanted);
  return questions.filter(
    (question) =>
      isIn(question.tags, tag) &&
      isIn(question.topics, topic) &&
      (difficulty === "" || question.difficulty === difficulty) &&
      (state === "" || question.states.includes(state)),
  );
}

/**
 * All questions, as the reader stands with them today.
 * @param {Book} book
 * @param {Store} store
 * @param {number} today
 * @returns {Listed[]}
 */
export function listed(book, store, today) {
  const [states, stars, settings] = [store.states(), store.stars(), store.settings()];
  const standing = standings(today, settings);
  return book.all.map(({ id, title, number, difficulty, tags, topics }) => ({
    title,
    address: pageOf(book, id),
    label: number ? `Q${number}` : "",
    difficulty,
    tags: tags.map((tag) => book.tags[tag]),
    topics: topics.map((topic) => book.topics[topic]),
    states: [standing(states.get(id)), ...(stars.has(id) ? ["starred"] : [])],
  }));
}

/**
 * What a page is about by itself: the tag or topic whose page it is.
 * @param {string} path of the page
 * @param {string} base of the site
 * @returns {Filter}
 */
export function ownFilter(path, base) {
  const [, kind, slug = ""] = decodeURIComponent(path.slice(base.length)).match(/^(tag|topic)s\/([^/]+)\//) ?? [];
  return { tag: "", topic: "", difficulty: "", state: "", ...(kind ? { [kind]: slug } : {}) };
}
