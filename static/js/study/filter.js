/** Which questions a queue is made of, as the address says it. */

import { count } from "./words.js";

/** @typedef {import("./questions.js").Book} Book */
/** @typedef {import("./questions.js").Group} Group */
/** @typedef {{ tags: string[], topics: string[], query: string, starred: boolean, due: boolean }} Filter */
/** @typedef {(query: string, limit: number) => Promise<{ urls: string[], note: string }>} Search */

/** So many of what a search finds make a queue: nobody studies more of it, and each costs a fetch. */
const FOUND = 100;

/**
 * @param {URLSearchParams} params
 * @returns {Filter}
 */
export function filterOf(params) {
  return {
    tags: params.getAll("tag").filter(Boolean),
    topics: params.getAll("topic").filter(Boolean),
    query: params.get("q")?.trim() ?? "",
    starred: params.has("starred"),
    due: params.has("due"),
  };
}

/**
 * @param {Filter} filter
 * @returns {URLSearchParams}
 */
export function paramsOf({ tags, topics, query, starred, due }) {
  const params = new URLSearchParams();
  for (const tag of tags) params.append("tag", tag);
  for (const topic of topics) params.append("topic", topic);
  if (query) params.set("q", query);
  if (starred) params.set("starred", "");
  if (due) params.set("due", "");
  return params;
}

/** @param {Group[]} groups @param {string} wanted */
const indexOf = (groups, wanted) => groups.findIndex(({ slug, name }) => slug === wanted || name.toLowerCase() === wanted.toLowerCase());

/**
 * The ids of the questions that fit, in the order of the site, or of the search if there is one.
 * @param {Filter} filter
 * @param {Book} book
 * @param {ReadonlySet<string>} stars
 * @param {Search} search
 * @returns {Promise<{ ids: string[], notes: string[] }>} notes: sentences for the reader
 */
export async function select(filter, book, stars, search) {
  /** @type {string[]} */
  const notes = [];
  let chosen = book.all;
  for (const [kind, groups, wanted] of /** @type {const} */ ([["tag", book.tags, filter.tags], ["topic", book.topics, filter.topics]])) {
    for (const name of wanted) {
      const index = indexOf([...groups], name);
      if (index < 0) notes.push(`There is no ${kind} “${name}”.`);
      chosen = chosen.filter((question) => question[`${kind}s`].includes(index));
    }
  }
  if (filter.starred) chosen = chosen.filter(({ id }) => stars.has(id));
  let ids = chosen.map(({ id }) => id);
  if (filter.query) {
    const { urls, note } = await search(filter.query, FOUND);
    const found = urls.map((url) => decodeURIComponent(url.replace(/\/$/, "").split("/").at(-1) ?? ""));
    const kept = new Set(ids);
    ids = found.filter((id) => kept.has(id));
    if (note) notes.push(note);
    if (found.length >= FOUND) notes.push(`Of what the search found, the best ${count(FOUND, "question")} are taken.`);
  }
  return { ids, notes };
}

/**
 * What is chosen, in words.
 * @param {Filter} filter
 * @param {Book} book
 */
export function nameOf({ tags, topics, query, starred, due }, book) {
  const names = (/** @type {string[]} */ wanted, /** @type {Group[]} */ groups) => wanted.map((slug) => groups[indexOf(groups, slug)]?.name ?? slug);
  const parts = [...names(tags, book.tags), ...names(topics, book.topics)];
  if (query) parts.push(`“${query}”`);
  if (starred) parts.push("starred");
  if (due) parts.push("only due");
  return parts.join(" · ") || "All questions";
}
