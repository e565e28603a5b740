/** One sitting: questions in an order, one at a time, and the way back. It knows nothing of the page. */

/** @typedef {import("./fsrs.js").Grade} Grade */
/** @typedef {{ id: string, grade: Grade, duration: number, thinking: number, typed: string }} Answer duration: milliseconds until it was graded; thinking: until the answer was shown */
/** @typedef {{ kind: "answer", answer: Answer, again: boolean } | { kind: "skip" } | { kind: "pass" }} Step */

export class Session {
  /** @type {string[]} */ #order;
  /** @type {Step[]} */ #steps = [];
  #repeats;

  /**
   * @param {readonly string[]} ids
   * @param {{ repeats?: boolean }} [options] repeats: what was not known comes again at the end
   */
  constructor(ids, { repeats = false } = {}) {
    this.#order = [...ids];
    this.#repeats = repeats;
  }

  /** @returns {string | undefined} the question at hand; nothing at the end */
  get current() {
    return this.#order[this.#steps.length];
  }

  /** @param {number} most @returns {string[]} what comes behind the question at hand */
  upcoming(most) {
    const next = this.#steps.length + 1;
    return this.#order.slice(next, next + most);
  }

  /** How many are left, with the one at hand. */
  get left() {
    return this.#order.length - this.#steps.length;
  }

  /** How many there are in all, as far as is known by now. */
  get length() {
    return this.#order.length;
  }

  get position() {
    return this.#steps.length;
  }

  get canUndo() {
    return this.#steps.some(({ kind }) => kind !== "pass");
  }

  /** @returns {Answer[]} in their order */
  get answers() {
    return this.#steps.flatMap((step) => (step.kind === "answer" ? [step.answer] : []));
  }

  /** Ids of what was not known the last time it was asked. */
  get missed() {
    const last = new Map(this.answers.map(({ id, grade }) => [id, grade]));
    return [...last].filter(([, grade]) => grade === 1).map(([id]) => id);
  }

  /** @param {Omit<Answer, "id">} answer to the question at hand */
  answer(answer) {
    const id = this.current;
    if (id === undefined) return;
    const again = this.#repeats && answer.grade === 1;
    if (again) this.#order.push(id);
    this.#steps.push({ kind: "answer", answer: { id, ...answer }, again });
  }

  /** Puts the question at hand behind all others. */
  skip() {
    const id = this.current;
    if (id === undefined) return;
    this.#order.push(id);
    this.#steps.push({ kind: "skip" });
  }

  /** Leaves out the question at hand: it need not be asked any more. */
  pass() {
    if (this.current !== undefined) this.#steps.push({ kind: "pass" });
  }

  /** @returns {Step | null} what was taken back */
  undo() {
    while (this.#steps.at(-1)?.kind === "pass") this.#steps.pop();
    const step = this.#steps.pop();
    if (!step) return null;
    if (step.kind === "skip" || (step.kind === "answer" && step.again)) this.#order.pop();
    return step;
  }
}
