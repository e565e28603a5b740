/**
 * Two histories become one. Whatever order they are merged in, and however often, the outcome is the same, and no review is lost.
 */

/** @typedef {import("./records.js").Review} Review */

/** @param {unknown} value */
const canonical = (value) => JSON.stringify(value, Object.keys(/** @type {object} */ (value)).sort());

/**
 * Of two records of one thing the later; if they are of one moment, either, but always the same.
 * @template {{ time: number }} Record
 * @param {Record} one
 * @param {Record} other
 */
export function latest(one, other) {
  if (one.time !== other.time) return one.time > other.time ? one : other;
  return canonical(one) >= canonical(other) ? one : other;
}

/**
 * A review that was taken back anywhere is taken back.
 * @param {Review} one
 * @param {Review} other with the same key
 * @returns {Review}
 */
export function mergeReview(one, other) {
  const undone = one.undone || other.undone;
  return { ...latest({ ...one, undone }, { ...other, undone }), undone };
}

/**
 * What has to be canonical so that `own` holds both.
 * @template {{ time: number }} Record
 * @param {readonly Record[]} own
 * @param {readonly Record[]} others
 * @param {(record: Record) => string} keyOf
 * @param {(one: Record, other: Record) => Record} choose
 * @returns {{ added: Record[], changed: Record[] }}
 */
export function difference(own, others, keyOf, choose) {
  const known = new Map(own.map((record) => [keyOf(record), record]));
  const before = new Map(known);
  for (const other of others) {
    const held = known.get(keyOf(other));
    known.set(keyOf(other), held ? choose(held, other) : other);
  }
  const added = [...known].filter(([key]) => !before.has(key)).map(([, record]) => record);
  const changed = [...known].filter(([key, record]) => before.has(key) && canonical(before.get(key)) !== canonical(record));
  return { added, changed: changed.map(([, record]) => record) };
}
