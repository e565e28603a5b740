/** The site's search, fetched when a queue is to be made of what it finds; without it, titles are looked through. */

import { fetchModule } from "../page/module.js";

/** @typedef {import("./filter.js").Search} Search */
/** @typedef {import("./questions.js").Book} Book */

/** @param {Book} book @returns {Search} */
const titleSearch = (book) => async (query, limit) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = book.all.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
  return { urls: found.slice(0, limit).map(({ id }) => encodeURIComponent(id)), note: "The search of this site cannot be reached, so only titles are searched." };
};

/**
 * @param {HTMLAnchorElement | null} link the header's; it knows the addresses
 * @param {Book} book
 * @returns {Search}
 */
export function finder(link, book) {
  /** @type {Promise<ReturnType<typeof import("../search/source.js").openSource>> | null} */
  let source = null;
  const open = (/** @type {HTMLAnchorElement} */ link) => {
    const { script = "", engine } = link.dataset;
    const files = engine ? { engine: fetch(engine), root: fetch(`${link.href}root.txt`, { cache: "no-cache" }) } : null;
    if (files) void Promise.allSettled([files.engine, files.root]);
    return fetchModule(script).then(({ openSource }) => openSource(link, files));
  };
  return async (query, limit) => {
    try {
      if (!link) throw new Error("no search");
      source ??= open(link);
      const answer = await (await source).search(query, { limit, isTyping: false, isWanted: () => true });
      return { urls: (answer?.results.hits ?? []).map(({ url }) => url), note: answer?.note ?? "" };
    } catch {
      source = null;
      return titleSearch(book)(query, limit);
    }
  };
}
