/** Numbers and times in words. */

/**
 * @param {number} number
 * @param {string} noun
 * @param {string} [nouns]
 */
export const count = (number, noun, nouns = `${noun}s`) => `${number.toLocaleString("en")} ${number === 1 ? noun : nouns}`;

/** @type {readonly [days: number, short: string, long: string][]} */
const UNITS = [
  [365.25, "y", "year"],
  [30.44, "mo", "month"],
  [1, "d", "day"],
];

/** @param {number} days */
function inUnits(days) {
  const [length, short, long] = UNITS.find(([length]) => days >= length * (length > 1 ? 1.5 : 1)) ?? UNITS[2];
  const number = Number((days / length).toFixed(length > 1 && days < 10 * length ? 1 : 0));
  return { number, short, long };
}

/**
 * `8 d`, `2.5 mo`
 * @param {number} days
 */
export function shortDays(days) {
  const { number, short } = inUnits(days);
  return `${number} ${short}`;
}

/**
 * `8 days`, `2.5 months`
 * @param {number} days
 */
export function longDays(days) {
  const { number, long } = inUnits(days);
  return count(number, long);
}

/**
 * `4:05`
 * @param {number} milliseconds
 */
export function clock(milliseconds) {
  const seconds = Math.max(Math.round(milliseconds / 1000), 0);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * `40 seconds`, `12 minutes`
 * @param {number} milliseconds
 */
export function span(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 2 ? count(Math.round(milliseconds / 1000), "second") : count(minutes, "minute");
}

/** @param {number} part from 0 to 1 */
export const percent = (part) => `${Math.round(part * 100)} %`;
