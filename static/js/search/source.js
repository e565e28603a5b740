/** Where answers come from: the index, or where that cannot be, the titles. */

import { Failure, INSTEAD, NOTHING_LOADS, OFFLINE, arrived } from "./failure.js";
import { openPack } from "./pack.js";

/** @typedef {import("./engine.js").Results} Results */
/** @typedef {import("./engine.js").Facet} Facet */
/** @typedef {{ limit: number, isTyping: boolean, isWanted: () => boolean }} Asking */

/**
 * @param {HTMLAnchorElement} link the header's; it knows the addresses
 * @param {import("./pack.js").Files | null} files the first of the index, on their way; nothing if there is no engine
 */
export function openSource(link, files) {
  const folder = link.href;
  /** @type {ReturnType<typeof openPack> | null} */
  let pack = null;
  /** @type {Promise<import("./titles.js").Titles> | null} */
  let titles = null;
  /** @type {keyof typeof INSTEAD} */
  let reason = "engine";
  let isFallen = !files;

  /** @param {import("./pack.js").Files} files */
  const open = (files) => {
    const opening = openPack(folder, files);
    opening.catch(() => {
      pack = null;
    });
    return opening;
  };
  /** The index, fetched again if the network was away the first time. */
  const reach = () => {
    pack ??= open({
      engine: fetch(link.dataset.engine ?? ""),
      root: fetch(`${folder}root.txt`, { cache: "no-cache" }),
    });
    return pack;
  };
  /**
   * What the index says; nothing if it cannot say anything.
   * @template Answer
   * @param {(pack: Awaited<ReturnType<typeof openPack>>) => Promise<Answer>} ask
   * @returns {Promise<{ answer: Answer } | null>}
   */
  const tryPack = async (ask) => {
    if (isFallen) return null;
    try {
      return { answer: await ask(await reach()) };
    } catch (error) {
      const kind = error instanceof Failure ? error.kind : "engine";
      if (kind === "offline") throw new Error(OFFLINE);
      isFallen = true;
      reason = kind;
      return null;
    }
  };
  if (files) pack = open(files);
  const readTitles = () => {
    titles ??= Promise.all([import(link.dataset.titles ?? ""), arrived(fetch(`${folder}questions.json`, { cache: "no-cache" }), "index")])
      .then(async ([module, response]) => module.openTitles(await response.json()))
      .catch(() => {
        titles = null;
        throw new Error(navigator.onLine ? NOTHING_LOADS : OFFLINE);
      });
    return titles;
  };

  return {
    /**
     * @param {string} query
     * @param {Asking} asking
     * @returns {Promise<{ results: Results, note: string } | null>} nothing if a newer question has come meanwhile
     * @throws an error whose message is for the reader
     */
    search: async (query, asking) => {
      const tried = await tryPack((pack) => pack.search(query, asking));
      if (tried) return tried.answer && { results: tried.answer, note: "" };
      const fallback = await readTitles();
      return asking.isWanted() ? { results: fallback.search(query, asking), note: INSTEAD[reason] } : null;
    },
    /**
     * Of what was found last.
     * @param {{ mayFetch: boolean, isWanted: () => boolean }} options
     * @returns {Promise<Facet[] | null>} nothing if they are not to be had without fetching
     */
    facets: async (options) => {
      const tried = await tryPack((pack) => pack.facets(options));
      return tried ? tried.answer : (await readTitles()).facets();
    },
  };
}
