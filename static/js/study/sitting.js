/** A sitting on the page: one question at a time, its answer, and how well it was known. */

import { checkChoices } from "../quiz/choices.js";
import { element, pushButton } from "../search/elements.js";
import { dayOf } from "./day.js";
import { daysAfter, gradeButtons, gradeName } from "./grades.js";
import { listenForKeys } from "./keys.js";
import { noteField } from "./note-field.js";
import { pageOf } from "./questions.js";
import { LONGEST_TEXT } from "./records.js";
import { clock, count, longDays } from "./words.js";

/** @typedef {import("./fsrs.js").Grade} Grade */
/** @typedef {import("./questions.js").Book} Book */
/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {ReturnType<typeof import("./cards.js").createCards>} Cards */
/** @typedef {{ book: Book, store: Store, cards: Cards, place: HTMLElement, say: (text: string) => void }} Desk what every part of the page works with */
/**
 * @typedef {{ name: string, counts: boolean, isWanted: (id: string) => boolean, typed: string, limit: number }} Rules
 * counts: whether answers are reviews; typed: the label of a field to write in, or none; limit: milliseconds a question, or 0
 */

/** How many questions are fetched before they come: a reader who knows one at once should not wait for the next. */
const AHEAD = 3;

export class Sitting {
  #desk;
  #session;
  #rules;
  #onEnd;
  #begun = 0;
  #thinking = 0;
  #isRevealed = false;
  /** @type {Grade | null} */ #proposed = null;
  #endKeys = () => {};
  #endStars = () => {};
  #leave = () => {
    if (!this.#pad.isConnected) this.#stop();
  };
  /** @type {ReturnType<typeof setInterval> | undefined} */ #ticking;

  #left = element("p", { class: "left" });
  #bar = element("progress", { "aria-label": "Questions done" });
  #timer = element("p", { class: "timer", role: "timer", hidden: "" });
  #card = element("article", { class: "card", "aria-labelledby": "card-title" });
  #pad = element("div", { class: "pad" });
  #typed = element("textarea", { id: "typed", rows: "4", maxlength: String(LONGEST_TEXT) });

  /**
   * @param {Desk} desk
   * @param {Session} session
   * @param {Rules} rules
   * @param {() => void} onEnd
   */
  constructor(desk, session, rules, onEnd) {
    this.#desk = desk;
    this.#session = session;
    this.#rules = rules;
    this.#onEnd = onEnd;
  }

  start() {
    const end = pushButton("End", () => this.#end());
    const top = element("header", { class: "sitting-top" }, this.#left, this.#timer, end, this.#bar);
    this.#desk.place.replaceChildren(element("section", { class: "sitting", "aria-label": this.#rules.name }, top, this.#card, this.#pad));
    this.#typed.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#reveal();
    });
    this.#card.addEventListener("studybook:quiz", (event) => this.#hearQuiz(event));
    this.#endKeys = listenForKeys({
      " ": () => this.#reveal(),
      1: () => this.#grade(1),
      2: () => this.#grade(2),
      3: () => this.#grade(3),
      4: () => this.#grade(4),
      u: () => void this.#undo(),
      k: () => this.#skip(),
      s: () => this.#star(),
    });
    this.#endStars = this.#desk.store.subscribe((change) => change === "stars" && this.#showStar());
    if (this.#rules.limit) this.#ticking = setInterval(() => this.#tick(), 1000);
    // Going back leads to the overview, not away from the page.
    history.pushState(null, "");
    addEventListener("popstate", this.#leave);
    void this.#show();
  }

  async #show({ isRevealed = false } = {}) {
    const { book, cards } = this.#desk;
    const session = this.#session;
    while (session.current !== undefined && !isRevealed && !this.#rules.isWanted(session.current)) session.pass();
    const id = session.current;
    if (id === undefined) return this.#end();
    this.#isRevealed = false;
    this.#proposed = null;
    this.#typed.value = "";
    this.#showCounts();
    this.#card.setAttribute("aria-busy", "true");
    const card = await cards.load(id).catch((error) => error);
    if (id !== session.current || !this.#pad.isConnected) return;
    this.#card.removeAttribute("aria-busy");
    if (card instanceof Error) return this.#showMissing(id, card.message);
    this.#begun = performance.now();
    this.#fill(id, card, book);
    cards.prepare(session.upcoming(AHEAD));
    if (isRevealed) this.#reveal();
  }

  #showCounts() {
    const { position, length, left } = this.#session;
    this.#left.replaceChildren(element("strong", {}, String(position + 1)), ` of ${length}`);
    this.#bar.max = length;
    this.#bar.value = length - left;
  }

  /**
   * @param {string} id
   * @param {import("./cards.js").Card} card
   * @param {Book} book
   */
  #fill(id, card, book) {
    const question = book.byId.get(id);
    const state = this.#desk.store.states().get(id);
    const title = element("h2", { id: "card-title", tabindex: "-1" }, ...(card.title.length ? card.title : [question?.title ?? id]));
    const facts = element("p", { class: "meta" });
    if (question?.difficulty) facts.append(element("span", { class: `difficulty ${question.difficulty}` }, question.difficulty.replace(/^./, (first) => first.toUpperCase())));
    facts.append(element("span", {}, state ? `Asked ${count(state.reviews, "time")} before` : "New to you"));
    /** @type {HTMLElement[]} */
    const parts = [title, facts];
    if (card.question.length) parts.push(element("section", { class: "ask prose", "aria-label": "Question" }, ...card.question));
    if (this.#rules.typed) parts.push(element("p", { class: "typing" }, element("label", { for: "typed" }, this.#rules.typed), this.#typed));
    const answer = element("section", { class: "answer prose", "aria-labelledby": "card-answer", hidden: "" });
    answer.append(element("h2", { id: "card-answer", tabindex: "-1" }, "Answer"), ...card.answer);
    this.#card.replaceChildren(...parts, answer);
    this.#card.querySelectorAll(".quiz").forEach(checkChoices);
    // Here the whole answer is shown or none of it.
    for (const solution of answer.querySelectorAll("details.solution")) solution.setAttribute("open", "");
    this.#showPad(pushButton("Show answer", () => this.#reveal(), { class: "reveal", "data-key": "space" }));
    const { place } = this.#desk;
    const isNarrow = matchMedia("(max-width: 44rem)").matches;
    if (isNarrow || place.getBoundingClientRect().top < 0) place.scrollIntoView({ block: "start", behavior: "instant" });
    this.#bringUp(title);
  }

  /** @param {string} id @param {string} reason */
  #showMissing(id, reason) {
    const title = element("h2", { id: "card-title", tabindex: "-1" }, this.#desk.book.byId.get(id)?.title ?? id);
    const link = element("a", { class: "more", href: pageOf(this.#desk.book, id) }, "Open its page");
    const again = pushButton("Try again", () => void this.#show());
    this.#card.replaceChildren(title, element("p", { class: "trouble" }, reason), element("p", {}, again, " ", link));
    const pass = () => {
      this.#session.pass();
      void this.#show();
    };
    this.#showPad(pushButton("Leave it out", pass, { class: "reveal" }));
    this.#bringUp(title);
    this.#desk.say(reason);
  }

  /** @param {HTMLElement} main what is most wanted now */
  #showPad(main) {
    const id = this.#session.current ?? "";
    const { book } = this.#desk;
    const undo = pushButton("Undo", () => void this.#undo(), { "data-key": "u" });
    undo.disabled = !this.#session.canUndo;
    const star = pushButton("Star", () => this.#star(), { class: "star", "data-key": "s" });
    const skip = pushButton("Skip", () => this.#skip(), { "data-key": "k" });
    const note = pushButton("Note", () => this.#note(), { "aria-expanded": "false" });
    const page = element("a", { href: pageOf(book, id), target: "_blank" }, "Page", element("span", { class: "sr" }, " of the question, in a new tab"));
    this.#pad.replaceChildren(main, element("div", { class: "tools" }, undo, skip, star, note, page));
    this.#showStar();
  }

  #showStar() {
    const isStarred = this.#desk.store.stars().has(this.#session.current ?? "");
    this.#pad.querySelector(".star")?.setAttribute("aria-pressed", String(isStarred));
  }

  /**
   * Moves the focus to what is to be read next, and the page if that is low or out of sight.
   * @param {HTMLElement} heading
   */
  #bringUp(heading) {
    heading.focus({ preventScroll: true });
    const { top } = heading.getBoundingClientRect();
    if (top < 0 || top > innerHeight * 0.5) heading.scrollIntoView({ block: "start" });
  }

  #reveal() {
    const answer = this.#card.querySelector(".answer");
    const id = this.#session.current;
    if (this.#isRevealed || !id || !(answer instanceof HTMLElement)) return;
    this.#isRevealed = true;
    this.#thinking = performance.now() - this.#begun;
    answer.hidden = false;
    this.#showGrades(id);
    const heading = answer.querySelector("h2");
    if (heading) this.#bringUp(heading);
    this.#desk.say("Answer shown.");
  }

  /** @param {string} id */
  #showGrades(id) {
    const { store } = this.#desk;
    const today = dayOf(Date.now());
    const days = (/** @type {Grade} */ grade) => daysAfter(store.states().get(id), grade, today, store.settings());
    this.#showPad(gradeButtons((grade) => this.#grade(grade), this.#rules.counts ? days : null, this.#proposed));
  }

  /** @param {Grade} grade */
  #grade(grade) {
    const id = this.#session.current;
    if (!this.#isRevealed || id === undefined) return;
    const { store, say } = this.#desk;
    const duration = Math.round(performance.now() - this.#begun);
    const typed = this.#rules.typed ? this.#typed.value.trim() : "";
    const days = daysAfter(store.states().get(id), grade, dayOf(Date.now()), store.settings());
    if (this.#rules.counts) store.review({ question: id, grade, duration, typed });
    this.#session.answer({ grade, duration, thinking: this.#thinking, typed });
    const when = this.#rules.counts ? `, again in ${longDays(days)}` : "";
    say(`${gradeName(grade)}${when}. ${this.#session.left ? count(this.#session.left, "question") : "None"} left.`);
    void this.#show();
  }

  #skip() {
    if (this.#session.current === undefined) return;
    this.#session.skip();
    this.#desk.say("Skipped: it comes again at the end.");
    void this.#show();
  }

  async #undo() {
    const step = this.#session.undo();
    if (!step) return;
    if (step.kind === "answer" && this.#rules.counts) await this.#desk.store.undo();
    this.#desk.say(step.kind === "answer" ? `${gradeName(step.answer.grade)} taken back.` : "Skipping taken back.");
    await this.#show({ isRevealed: step.kind === "answer" });
    if (step.kind === "answer") this.#typed.value = step.answer.typed;
  }

  #star() {
    const id = this.#session.current;
    if (id === undefined) return;
    const { store, say } = this.#desk;
    const on = !store.stars().has(id);
    void store.setStar(id, on);
    say(on ? "Starred." : "No longer starred.");
  }

  #note() {
    const id = this.#session.current;
    if (id === undefined) return;
    const open = this.#card.querySelector(".note-field");
    if (open) open.remove();
    else {
      const { whole, field } = noteField(this.#desk.store, id, "note");
      this.#card.append(whole);
      field.focus();
      whole.scrollIntoView({ block: "nearest" });
    }
    this.#pad.querySelector("[aria-expanded]")?.setAttribute("aria-expanded", String(!open));
  }

  /** @param {Event} event of a quiz in the card */
  #hearQuiz(event) {
    const { correct } = /** @type {CustomEvent<{ correct?: boolean }>} */ (event).detail ?? {};
    if (typeof correct !== "boolean") return;
    this.#proposed = correct ? 3 : 1;
    if (!this.#isRevealed) this.#reveal();
    else if (this.#session.current) this.#showGrades(this.#session.current);
  }

  #tick() {
    if (this.#isRevealed) return;
    const left = this.#rules.limit - (performance.now() - this.#begun);
    this.#timer.hidden = this.#begun === 0;
    this.#timer.textContent = left < 0 ? `+${clock(-left)}` : clock(left);
    const isOver = left < 0;
    if (isOver && !this.#timer.classList.contains("over")) this.#desk.say("Time is up.");
    this.#timer.classList.toggle("over", isOver);
  }

  #end() {
    this.#stop();
    this.#onEnd();
  }

  #stop() {
    this.#endKeys();
    this.#endStars();
    clearInterval(this.#ticking);
    removeEventListener("popstate", this.#leave);
  }
}
