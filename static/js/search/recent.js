/** What a reader searched for before, on this device only. */

const KEY = "studybook-searches";
const VERSION = 1;
const KEPT = 8;
const LONGEST = 200;

/** @returns {string[]} the latest first; nothing if storage is refused or holds something else */
export function recentSearches() {
  try {
    const { version, queries } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (version !== VERSION || !Array.isArray(queries)) return [];
    return queries.filter((query) => typeof query === "string" && query.trim() && query.length <= LONGEST).slice(0, KEPT);
  } catch {
    return [];
  }
}

/** @param {string} query */
export function rememberSearch(query) {
  if (!query || query.length > LONGEST) return;
  const others = recentSearches().filter((other) => other !== query);
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, queries: [query, ...others].slice(0, KEPT) }));
  } catch {
    // Refused or full: nothing is remembered.
  }
}

export function forgetSearches() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was remembered.
  }
}
