/** The shelf: one cache a site, whose files are found by what they hold. See "Offline" in ARCHITECTURE.md. */

import { assetsIn, isHashed, isPage, listingPath, readListing } from "./listing.js";

/** @typedef {import("./listing.js").Entry} Entry */
/** @typedef {import("./listing.js").Listing} Listing */
/** @typedef {{ version: string, clients: string[] }} Left a version that was left behind, and the tabs that may still need it */
/**
 * @typedef {{ version: string, whole: string, left: Left[], everything: boolean, isFull: boolean }} State
 * version: the one that answers; whole: the one of which all was fetched that is kept without being asked for; everything: whether the reader asked for all; isFull: whether there was no room for something
 */
/** @typedef {Awaited<ReturnType<typeof openShelf>>} Shelf */

/** @type {Readonly<State>} */
const NOTHING = Object.freeze({ version: "", whole: "", left: [], everything: false, isFull: false });
/** How many files are on their way at once. */
const AT_ONCE = 6;

/** @param {string} root */
export const shelfName = (root) => `studybook ${root}`;

/**
 * @param {unknown} error
 */
export const isQuota = (error) => error instanceof DOMException && error.name === "QuotaExceededError";

/**
 * Does something with each of many things, some at a time; the first failure ends it.
 * @template Thing
 * @param {Iterable<Thing>} things
 * @param {(thing: Thing) => Promise<unknown>} act
 */
export async function forEach(things, act) {
  const rest = things[Symbol.iterator]();
  let isOver = false;
  const work = async () => {
    for (let next = rest.next(); !next.done && !isOver; next = rest.next()) await act(next.value);
  };
  const end = (/** @type {unknown} */ error) => {
    isOver = true;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => work().catch(end)));
}

/**
 * @param {string} root the address of the site's home page
 */
export async function openShelf(root) {
  const cache = await caches.open(shelfName(root));
  const base = new URL(root).pathname;
  const note = `${root}?state`;

  /** Hashed files that were seen on the shelf: each page names the same dozen. @type {Set<string>} */
  const taken = new Set();

  /** Where a file of a version stands; its query is the hash of what it holds. @param {string} path @param {string} hash */
  const place = (path, hash) => root + path.split("/").map(encodeURIComponent).join("/") + (hash ? `?${hash}` : "");

  /** @returns {Promise<State>} */
  const state = async () => {
    const noted = await (await cache.match(note))?.json().catch(() => null);
    return { ...NOTHING, ...noted };
  };
  /** One after the other, for pages and the worker change it. @param {Partial<State>} changes */
  const change = (changes) => navigator.locks.request(shelfName(root), async () => cache.put(note, Response.json({ ...(await state()), ...changes })));

  /**
   * @param {string} path
   * @param {Listing} listing
   */
  const find = async (path, listing) => {
    const known = listing.get(path);
    return known || isHashed(path) ? cache.match(place(path, known?.hash ?? "")) : undefined;
  };

  /**
   * Puts a page up if it is of the version of this list: if every asset it names is.
   * @param {string} path
   * @param {{ html: string, headers: Headers }} page
   * @param {Listing} listing
   * @returns {Promise<string[] | null>} its assets; nothing if it was not put up
   */
  const putPage = async (path, { html, headers }, listing) => {
    const assets = assetsIn(html, base);
    const known = listing.get(path);
    if (!known || !assets.every((asset) => listing.has(asset))) return null;
    // The body was decoded on its way.
    const kept = new Headers([...headers].filter(([name]) => !["content-encoding", "content-length"].includes(name)));
    await cache.put(place(path, known.hash), new Response(html, { headers: kept }));
    return assets;
  };

  /**
   * Fetches a file of a version unless it is there already, and for a page what it shows.
   * @param {string} path
   * @param {Listing} listing
   * @throws if it cannot be had, or is of another version
   */
  const take = async (path, listing) => {
    const known = listing.get(path);
    if (!known) throw new Error(`no file of this version: ${path}`);
    if (taken.has(path)) return;
    const there = await cache.match(place(path, known.hash));
    /** @type {string[] | null} */
    let assets = there && isPage(path) ? assetsIn(await there.text(), base) : [];
    if (!there) {
      const response = await fetch(place(path, ""), known.hash ? { cache: "no-cache" } : {});
      if (!response.ok || response.redirected) throw new Error(`${response.status}: ${path}`);
      if (isPage(path)) assets = await putPage(path, { html: await response.text(), headers: response.headers }, listing);
      else await cache.put(place(path, known.hash), response);
    }
    if (!assets) throw new Error(`a page of another version: ${path}`);
    for (const asset of assets) await take(asset, listing);
    if (isHashed(path)) taken.add(path);
  };

  /** @param {string} version @returns {Promise<Listing>} */
  const listing = async (version) => {
    const path = listingPath(version);
    let response = await cache.match(root + path);
    if (!response) {
      response = await fetch(root + path);
      if (!response.ok) throw new Error(`${response.status}: ${path}`);
      await cache.put(root + path, response.clone());
    }
    return readListing(/** @type {Entry[]} */ (await response.json()));
  };

  /** Everything of a version that is on the shelf. @param {Listing} listing @returns {Promise<Set<string>>} paths */
  const kept = async (listing) => {
    const places = new Set((await cache.keys()).map(({ url }) => url));
    return new Set([...listing].filter(([path, { hash }]) => places.has(place(path, hash))).map(([path]) => path));
  };

  return { cache, root, base, place, state, change, find, putPage, take, listing, kept };
}
