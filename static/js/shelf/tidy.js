/** What leaves the shelf: files of versions that no tab needs, and of the pages visited the oldest. */

import { isHashed, isPage, listingPath, pathOf } from "./listing.js";

/** @typedef {import("./shelf.js").Shelf} Shelf */
/** @typedef {import("./listing.js").Listing} Listing */

/** Pages that were visited and are kept, beside those that are kept anyway. */
export const VISITED = 200;

/**
 * @param {Shelf} shelf
 * @param {{ version: string, listing: Listing, shell: readonly string[], open: readonly string[] }} now open: the tabs there are
 * @returns {Promise<boolean>} whether some older version is needed still
 */
export async function tidy(shelf, { version, listing, shell, open }) {
  const { left, everything } = await shelf.state();
  const needed = left.filter(({ clients }) => clients.some((client) => open.includes(client)));
  if (needed.length < left.length) await shelf.change({ left: needed });
  /** @type {Set<string>} paths of hashed files that some version in use has */
  const hashed = new Set([listingPath(version)]);
  for (const path of listing.keys()) if (isHashed(path)) hashed.add(path);
  for (const { version } of needed) {
    hashed.add(listingPath(version));
    const old = await shelf.listing(version).catch(() => null);
    for (const path of old?.keys() ?? []) if (isHashed(path)) hashed.add(path);
  }
  const always = new Set(shell);
  /** @type {Request[]} in the order they were put up */
  const visited = [];
  for (const request of await shelf.cache.keys()) {
    if (request.url === `${shelf.root}?state`) continue;
    const path = pathOf(request.url, shelf.root) ?? "";
    const known = listing.get(path);
    const isCurrent = isHashed(path) ? hashed.has(path) : known && request.url === shelf.place(path, known.hash);
    if (!isCurrent) await shelf.cache.delete(request);
    else if (isPage(path) && !always.has(path)) visited.push(request);
  }
  const over = everything ? [] : visited.slice(0, Math.max(visited.length - VISITED, 0));
  for (const request of over) await shelf.cache.delete(request);
  return needed.length > 0;
}
