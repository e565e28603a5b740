/** What opening a store reads. It needs to know nothing of the site, so it is read while the list of questions is on its way. */

import { fieldsOf } from "./records.js";
import { unpackStates } from "./replay.js";

/** @typedef {import("./database.js").Backend} Backend */
/** @typedef {Awaited<ReturnType<typeof readAtFirst>>} FirstRead */

/**
 * Everything but the log, of which only what came behind the states that were kept.
 * @param {Backend} backend
 */
export async function readAtFirst(backend) {
  const [aside, cache, settings, stars, notes] = await Promise.all([
    backend.count("aside"),
    backend.read("cache"),
    backend.read("settings"),
    backend.read("stars"),
    backend.read("notes"),
  ]);
  const { model, count, newest, ids, numbers } = fieldsOf(cache.find(([key]) => key === "states")?.[1]);
  const states = unpackStates(ids, numbers);
  const others = { aside, settings, stars, notes };
  if (!states || typeof newest !== "string" || typeof count !== "number") return { ...others, kept: null };
  const [newer, all] = await Promise.all([backend.readBehind("reviews", newest), backend.count("reviews")]);
  // Reviews may have come that are not newer, from a file or another tab.
  const isWhole = count + newer.length === all;
  return { ...others, kept: isWhole ? { model, states, count, newest, newer: newer.map(([, value]) => value) } : null };
}
