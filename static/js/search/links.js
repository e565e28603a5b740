/** Where a hit leads: to the heading, and in it to the words. */

/** Words before and after the quote that tell its place from others on the page. */
const CONTEXT = 3;

/**
 * @param {import("./engine.js").Hit} hit
 * @param {string} base the address of the site
 */
export function addressOf(hit, base) {
  const url = new URL(hit.url, base);
  if (url.origin !== new URL(base).origin) return base;
  if (hit.fragment) url.hash = hit.fragment;
  return url.href + directive(hit);
}

/**
 * A text fragment (https://wicg.github.io/scroll-to-text-fragment/): `prefix-,quote,-suffix`.
 * @param {import("./engine.js").Hit} hit
 */
function directive({ text, passage, fragment }) {
  if (!text) return "";
  const first = passage.findIndex(([, isMatch]) => isMatch);
  const [before] = stretchesOf(first > 0 ? passage[first - 1][0] : "").slice(-1);
  const [after] = stretchesOf(passage.slice(first + 1).map(([part]) => part).join(""));
  const [prefix, suffix] = [before.slice(-CONTEXT), after.slice(0, CONTEXT)].map((words) => quoted(words.join(" ")));
  const parts = [prefix && `${prefix}-`, quoted(text), suffix && `-${suffix}`];
  return `${fragment ? "" : "#"}:~:text=${parts.filter(Boolean).join(",")}`;
}

/**
 * Words, apart where text was left out between them: there the page has others.
 * @param {string} text
 * @returns {string[][]}
 */
const stretchesOf = (text) => text.split("…").map((stretch) => stretch.split(/\s+/).filter(Boolean));

/** @param {string} text */
const quoted = (text) => encodeURIComponent(text).replaceAll("-", "%2D");
