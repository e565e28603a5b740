/** The file that carries a reader's data from one browser to another: its form, and reading one that may be anything. */

import { fieldsOf, judge, readSettings } from "./records.js";

/** @typedef {import("./records.js").Kinds} Kinds */
/** @typedef {import("./records.js").Settings} Settings */
/** @typedef {{ reviews: Kinds["reviews"][], stars: Kinds["stars"][], notes: Kinds["notes"][], settings: Settings, bad: number }} Given bad: how many records made no sense */

export const EXPORT_FORM = 1;

/**
 * @param {string} json
 * @returns {Given | string} or a sentence for the reader if it is no such file
 */
export function readExport(json) {
  const given = fieldsOf(parsed(json));
  if (typeof given.studybook !== "number") return "This is not a file that a studybook site has exported.";
  if (given.studybook > EXPORT_FORM) return "This file comes from a newer version: reload this page and try again.";
  let bad = 0;
  /** @template {keyof Kinds} Kind @param {Kind} kind @returns {Kinds[Kind][]} */
  const good = (kind) => {
    const all = Array.isArray(given[kind]) ? given[kind] : [];
    const fine = all.filter((value) => judge(kind, value) === "good");
    bad += all.length - fine.length;
    return fine;
  };
  const records = { reviews: good("reviews"), stars: good("stars"), notes: good("notes") };
  return { ...records, settings: readSettings(given.settings), bad };
}

/** @param {string} json */
function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
