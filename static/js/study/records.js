/** What is kept of a reader: the form of every record, and whether a value has it. */

/** @typedef {import("./fsrs.js").Grade} Grade */
/**
 * @typedef {{ version: 1, key: string, question: string, time: number, zone: number, grade: Grade, duration: number, typed: string, undone: boolean }} Review
 * key: unique wherever it was made, and in the order of time; time: milliseconds since 1970; zone: minutes ahead of UTC; duration: milliseconds
 */
/** @typedef {{ version: 1, question: string, on: boolean, time: number }} Star */
/** @typedef {{ version: 1, question: string, text: string, time: number }} Note an empty text is a note taken back */
/**
 * @typedef {{
 *   version: 1, time: number, newPerDay: number, duePerDay: number, retention: number, weights: number[] | null,
 *   interview: string | null, typed: boolean,
 * }} Settings weights: null for the usual ones; interview: `2026-12-16`; typed: whether answers are typed before they are revealed
 */
/** @typedef {{ version: 1, exported: number, reviews: number, asked: boolean }} Device when and at how many reviews it was last exported; whether lasting storage was asked for */
/** @typedef {{ reviews: Review, stars: Star, notes: Note }} Kinds */
/** @typedef {"good" | "newer" | "bad"} Verdict */

export const RECORD_VERSION = 1;
export const LONGEST_TEXT = 20_000;

/** @type {Readonly<Settings>} */
export const SETTINGS = Object.freeze({
  version: RECORD_VERSION,
  time: 0,
  newPerDay: 10,
  duePerDay: 100,
  retention: 0.9,
  weights: null,
  interview: null,
  typed: false,
});
/** @type {Readonly<Device>} */
const DEVICE = Object.freeze({ version: RECORD_VERSION, exported: 0, reviews: 0, asked: false });

const LATEST_TIME = 8.64e15;

/** @typedef {(value: unknown) => boolean} Check */

/** @type {(least: number, most: number) => Check} */
const isNumber = (least, most) => (value) => typeof value === "number" && value >= least && value <= most;
/** @type {(least: number, most: number) => Check} */
const isWhole = (least, most) => (value) => Number.isInteger(value) && isNumber(least, most)(value);
/** @type {(least: number, most: number) => Check} */
const isText = (least, most) => (value) => typeof value === "string" && value.length >= least && value.length <= most;
/** @type {Check} */
const isFlag = (value) => typeof value === "boolean";
/** @type {Check} */
const isDate = (value) => value === null || (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)));
/** @type {Check} */
const areWeights = (value) => value === null || (Array.isArray(value) && value.length === 21 && value.every(isNumber(0, 100)) && value[20] >= 0.01);
const isId = isText(1, 500);
const isTime = isWhole(0, LATEST_TIME);

/** @type {Record<keyof Kinds, Record<string, Check>>} */
const FORMS = {
  reviews: {
    key: isText(1, 64),
    question: isId,
    time: isTime,
    zone: isWhole(-1440, 1440),
    grade: isWhole(1, 4),
    duration: isNumber(0, LATEST_TIME),
    typed: isText(0, LONGEST_TEXT),
    undone: isFlag,
  },
  stars: { question: isId, on: isFlag, time: isTime },
  notes: { question: isId, text: isText(0, LONGEST_TEXT), time: isTime },
};
/** @type {Record<string, Check>} */
const SETTING_FORMS = {
  time: isTime,
  newPerDay: isWhole(0, 9999),
  duePerDay: isWhole(0, 9999),
  retention: isNumber(0.7, 0.99),
  weights: areWeights,
  interview: isDate,
  typed: isFlag,
};

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
export const fieldsOf = (value) => (typeof value === "object" && value !== null ? /** @type {Record<string, unknown>} */ (value) : {});

/**
 * What a later version wrote is not for this one to judge.
 * @param {keyof Kinds} kind
 * @param {unknown} value
 * @returns {Verdict}
 */
export function judge(kind, value) {
  const fields = fieldsOf(value);
  if (typeof fields.version === "number" && fields.version > RECORD_VERSION) return "newer";
  const isGood = fields.version === RECORD_VERSION && Object.entries(FORMS[kind]).every(([name, check]) => check(fields[name]));
  return isGood ? "good" : "bad";
}

/**
 * The settings that are well formed, and the usual ones in place of the others.
 * @param {unknown} value
 * @returns {Settings}
 */
export function readSettings(value) {
  const given = Object.entries(fieldsOf(value)).filter(([name, field]) => Object.hasOwn(SETTING_FORMS, name) && SETTING_FORMS[name](field));
  return { ...SETTINGS, ...Object.fromEntries(given) };
}

/**
 * @param {unknown} value
 * @returns {Device}
 */
export function readDevice(value) {
  const { exported, reviews, asked } = fieldsOf(value);
  const isGood = isTime(exported) && isTime(reviews) && isFlag(asked);
  return isGood ? /** @type {Device} */ ({ version: RECORD_VERSION, exported, reviews, asked }) : DEVICE;
}

/**
 * A key that sorts by time and that no other device makes.
 * @param {number} at
 */
export function reviewKey(at) {
  const random = crypto.getRandomValues(new Uint32Array(2));
  return `${at.toString(36).padStart(9, "0")}-${[...random].map((part) => part.toString(36).padStart(7, "0")).join("")}`;
}
