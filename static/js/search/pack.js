/** The index: asks the engine, fetches the files it wants, and asks again. */

import { startEngine } from "./engine.js";
import { Failure, arrived, bytesOf } from "./failure.js";

/** @typedef {{ engine: Promise<Response>, root: Promise<Response> }} Files */
/** @typedef {import("./engine.js").Results} Results */
/** @typedef {import("./engine.js").Facet} Facet */
/** @typedef {import("./engine.js").Wanted} Wanted */

const ROOT = "root.txt";

/**
 * @param {string} folder the address of the index
 * @param {Files} files the first two, on their way
 */
export async function openPack(folder, files) {
  const [open, root] = await Promise.all([arrived(files.engine, "engine").then(startEngine), arrived(files.root, "index").then(bytesOf).catch(later)]);
  /** @type {import("./engine.js").Engine} */
  let engine;
  /** @type {Set<string>} the names of files it has */
  let loaded = new Set();
  /** @type {Promise<unknown> | undefined} */
  let onTheWay;

  /** Takes the root as it is on the host now: a page, a cache and an index may come from different builds. */
  const renew = async () => {
    engine = await open(await bytesOf(await arrived(fetch(folder + ROOT, { cache: "reload" }), "index")));
    loaded = new Set();
  };
  /**
   * @param {Wanted[]} files
   * @param {RequestCache} cache
   */
  const fetchAll = (files, cache) => {
    // A file that is there and still wanted would be fetched for ever.
    if (files.every(([name]) => loaded.has(name))) throw new Failure("index");
    const load = async (/** @type {Wanted} */ [name, slot]) => {
      const held = loaded;
      const bytes = await bytesOf(await arrived(fetch(folder + name, { cache }), "index"));
      // Under another root the file means nothing.
      if (held !== loaded) return;
      engine.load(slot, bytes);
      loaded.add(name);
    };
    return Promise.all(files.filter(([name]) => !loaded.has(name)).map(load));
  };
  /**
   * @template {object} Reply
   * @param {() => Reply | import("./engine.js").Wants} ask
   * @param {() => boolean} isWanted
   * @param {RequestCache} cache
   * @returns {Promise<Reply | null>} nothing if a newer question has come meanwhile
   */
  const settle = async (ask, isWanted, cache) => {
    for (;;) {
      const reply = ask();
      if (!("wants" in reply)) return reply;
      // Whoever types is ahead of the network: what an older question fetches comes first, and may do for this one.
      if (onTheWay) await onTheWay.catch(() => {});
      else {
        onTheWay = fetchAll(reply.wants, cache);
        try {
          await onTheWay;
        } finally {
          onTheWay = undefined;
        }
      }
      if (!isWanted()) return null;
    }
  };

  try {
    if (!root) throw new Failure("index");
    engine = await open(root);
  } catch {
    await renew();
  }
  /** What was asked last. */
  let asked = { query: "", isTyping: false };
  return {
    /**
     * @param {string} query
     * @param {{ limit: number, isTyping: boolean, isWanted: () => boolean }} options
     * @returns {Promise<Results | null>}
     */
    search: async (query, { limit, isTyping, isWanted }) => {
      asked = { query, isTyping };
      const ask = () => engine.search(query, limit, isTyping);
      try {
        return await settle(ask, isWanted, "default");
      } catch (failure) {
        if (!(failure instanceof Failure) || failure.kind === "offline" || failure.kind === "engine") throw failure;
        await renew();
        return settle(ask, isWanted, "reload");
      }
    },
    /**
     * Of what was found last.
     * @param {{ mayFetch: boolean, isWanted: () => boolean }} options
     * @returns {Promise<Facet[] | null>} nothing if files are needed and must not be fetched, or a newer question has come
     */
    facets: async ({ mayFetch, isWanted }) => {
      const { query, isTyping } = asked;
      const ask = () => engine.facets(query, isTyping);
      if (!mayFetch && "wants" in ask()) return null;
      return (await settle(ask, isWanted, "default"))?.facets ?? null;
    },
  };
}

/**
 * A missing root is asked for once more; a missing network is not.
 * @param {unknown} failure
 */
function later(failure) {
  if (failure instanceof Failure && failure.kind === "offline") throw failure;
  return null;
}
