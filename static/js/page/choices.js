/** What the reader chose for this device. `js/theme.js` reads some of it before the first paint. */

/**
 * @param {string} name
 * @returns {string | null}
 */
export function chosen(name) {
  try {
    return localStorage.getItem(`studybook-${name}`);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} value nothing for what holds if nothing is chosen
 */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(`studybook-${name}`);
    else localStorage.setItem(`studybook-${name}`, value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}
