/** Why what a reader does cannot be kept, and what she is told. */

/** @typedef {"refused" | "full" | "broken" | "newer"} Trouble */

/** @type {Readonly<Record<Trouble, string>>} */
export const SENTENCES = {
  refused: "This browser does not let the site keep anything: what you do here is gone when you close the page, unless you export it first.",
  full: "There is no room left in this browser: what you do from here on is gone when you close the page, unless you export it first.",
  broken: "What this browser has kept cannot be opened: until that is mended, what you do here is gone when you close the page, unless you export it first.",
  newer: "A newer version of this site is open in another tab or has been here before: reload this page to go on with it.",
};

/**
 * @param {unknown} error what IndexedDB threw
 * @returns {Trouble}
 */
export function troubleOf(error) {
  switch (error instanceof DOMException ? error.name : "") {
    case "QuotaExceededError":
      return "full";
    case "VersionError":
      return "newer";
    case "SecurityError":
    case "InvalidStateError":
    case "TimeoutError":
      return "refused";
    default:
      return error instanceof DOMException ? "broken" : "refused";
  }
}
