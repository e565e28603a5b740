/**
 * FSRS-6 (https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm), without learning steps or fuzz: a memory and
 * a grade give the next memory. Days are whole.
 */

/** @typedef {1 | 2 | 3 | 4} Grade Again, Hard, Good, Easy */
/**
 * @typedef {{ stability: number, difficulty: number }} Memory
 * stability: days until recall has fallen to 90 %; difficulty: 1 to 10
 */

/** The weights fitted to some hundred million reviews, by FSRS's authors. */
export const WEIGHTS = Object.freeze([
  0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425,
  0.0912, 0.0658, 0.1542,
]);
const LONGEST_INTERVAL = 36_500;

const [HARD, GOOD, EASY] = [2, 3, 4];
const LEAST_STABILITY = 0.001;

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** @param {number} stability */
const tenable = (stability) => Math.max(stability, LEAST_STABILITY);

/**
 * What the curve's time is measured in, so that recall is 90 % after `stability` days.
 * @param {readonly number[]} weights
 */
const factorOf = (weights) => 0.9 ** (-1 / weights[20]) - 1;

/**
 * The chance that a question is remembered.
 * @param {number} stability
 * @param {number} elapsed days since the last review
 * @param {readonly number[]} [weights]
 */
export function recallAfter(stability, elapsed, weights = WEIGHTS) {
  return (1 + (factorOf(weights) * Math.max(elapsed, 0)) / stability) ** -weights[20];
}

/**
 * Days until recall has fallen to what is desired.
 * @param {number} stability
 * @param {number} [retention] more than 0, less than 1
 * @param {readonly number[]} [weights]
 */
export const intervalOf = (stability, retention = 0.9, weights = WEIGHTS) => intervals(retention, weights)(stability);

/**
 * The same for many stabilities: what is the same for all is computed once.
 * @param {number} retention
 * @param {readonly number[]} weights
 * @returns {(stability: number) => number}
 */
export function intervals(retention, weights) {
  const factor = factorOf(weights);
  const reach = retention ** (-1 / weights[20]) - 1;
  return (stability) => clamp(evenly((stability / factor) * reach), 1, LONGEST_INTERVAL);
}

/**
 * Halves go to the even neighbour, as in IEEE 754 and the reference implementation.
 * @param {number} value
 */
function evenly(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 ? below + 1 : below;
}

/**
 * @param {Memory | null} memory null if the question has never been answered
 * @param {Grade} grade
 * @param {number} elapsed days since the last review; 0 on the same day
 * @param {readonly number[]} [weights]
 * @returns {Memory}
 */
export function nextMemory(memory, grade, elapsed, weights = WEIGHTS) {
  if (!memory) return { stability: tenable(weights[grade - 1]), difficulty: clamp(firstDifficulty(grade, weights), 1, 10) };
  const stability = elapsed < 1 ? sameDay(memory.stability, grade, weights) : laterDay(memory, grade, elapsed, weights);
  return { stability: tenable(stability), difficulty: nextDifficulty(memory.difficulty, grade, weights) };
}

/** @param {number} grade @param {readonly number[]} weights */
const firstDifficulty = (grade, weights) => weights[4] - Math.exp(weights[5] * (grade - 1)) + 1;

/** @param {number} difficulty @param {number} grade @param {readonly number[]} weights */
function nextDifficulty(difficulty, grade, weights) {
  const change = -weights[6] * (grade - GOOD);
  const damped = difficulty + ((10 - difficulty) * change) / 9;
  return clamp(weights[7] * firstDifficulty(EASY, weights) + (1 - weights[7]) * damped, 1, 10);
}

/** @param {number} stability @param {number} grade @param {readonly number[]} weights */
function sameDay(stability, grade, weights) {
  const growth = Math.exp(weights[17] * (grade - GOOD + weights[18])) * stability ** -weights[19];
  return stability * (grade >= HARD ? Math.max(growth, 1) : growth);
}

/** @param {Memory} memory @param {number} grade @param {number} elapsed @param {readonly number[]} weights */
function laterDay({ stability, difficulty }, grade, elapsed, weights) {
  const forgotten = 1 - recallAfter(stability, elapsed, weights);
  if (grade < HARD) {
    const relearnt = weights[11] * difficulty ** -weights[12] * ((stability + 1) ** weights[13] - 1) * Math.exp(forgotten * weights[14]);
    return Math.min(relearnt, stability / Math.exp(weights[17] * weights[18]));
  }
  const bonus = grade === HARD ? weights[15] : grade === EASY ? weights[16] : 1;
  const growth = Math.exp(weights[8]) * (11 - difficulty) * stability ** -weights[9] * (Math.exp(forgotten * weights[10]) - 1);
  return stability * (1 + growth * bonus);
}
