/** The list of a version's files, and what a path says about the file that stands there. */

/** @typedef {[path: string, hash: string, size: number]} Entry a page's path ends with a slash, the home page's is empty; the hash of a file whose name holds one is empty */
/** @typedef {Map<string, { hash: string, size: number }>} Listing */

/**
 * @param {string} version
 * @returns {string} where the list of a version stands
 */
export const listingPath = (version) => `assets/files.${version}.json`;

/**
 * @param {Entry[]} entries
 * @returns {Listing}
 */
export const readListing = (entries) => new Map(entries.map(([path, hash, size]) => [path, { hash, size }]));

/**
 * Whether a file can never be another than it is.
 * @param {string} path
 */
export const isHashed = (path) => /^(assets\/.|search\/[a-z][0-9a-f]{9,}\.txt$)/.test(path);

/**
 * Whether readers come to it.
 * @param {string} path
 */
export const isPage = (path) => path === "" || path.endsWith("/");

/**
 * The path of an address below the site's; nothing if it is elsewhere.
 * @param {string} address
 * @param {string} root the address of the site's home page
 * @returns {string | null}
 */
export function pathOf(address, root) {
  const url = new URL(address);
  const { origin, pathname } = new URL(root);
  if (url.origin !== origin || !url.pathname.startsWith(pathname)) return null;
  try {
    return decodeURIComponent(url.pathname.slice(pathname.length));
  } catch {
    return null;
  }
}

/**
 * The assets that a page names.
 * @param {string} html
 * @param {string} base the path of the site
 * @returns {string[]}
 */
export function assetsIn(html, base) {
  const found = html.split(`"${base}assets/`).slice(1);
  return [...new Set(found.map((rest) => `assets/${rest.slice(0, rest.indexOf('"'))}`))];
}
