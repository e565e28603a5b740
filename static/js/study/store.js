/**
 * What a reader has done, kept in her browser: reviews, stars, notes, settings. Opened once a page; nothing it promises is ever
 * rejected: where nothing can be kept, it remembers for as long as the page is open and says so.
 */

import { openDatabase, openMemory } from "./database.js";
import { zoneAt } from "./day.js";
import { EXPORT_FORM, readExport } from "./exchange.js";
import { readAtFirst } from "./first-read.js";
import { WEIGHTS } from "./fsrs.js";
import { difference, latest, mergeReview } from "./merge.js";
import { RECORD_VERSION, SETTINGS, fieldsOf, judge, readDevice, readSettings, reviewKey } from "./records.js";
import { inOrder, packStates, replay, stateAfter } from "./replay.js";
import { SENTENCES, troubleOf } from "./trouble.js";

/** @typedef {import("./database.js").Backend} Backend */
/** @typedef {import("./database.js").Entry} Entry */
/** @typedef {import("./first-read.js").FirstRead} FirstRead */
/** @typedef {import("./database.js").Write} Write */
/** @typedef {import("./records.js").Grade} Grade */
/** @typedef {import("./records.js").Review} Review */
/** @typedef {import("./records.js").Star} Star */
/** @typedef {import("./records.js").Note} Note */
/** @typedef {import("./records.js").Settings} Settings */
/** @typedef {import("./records.js").Kinds} Kinds */
/** @typedef {import("./replay.js").State} State */
/** @typedef {"states" | "stars" | "notes" | "settings" | "trouble"} Change */
/** @typedef {{ base: string, aliases?: Aliases | Promise<Aliases>, now?: () => number }} Options base: the site's base path; aliases: former ids and what they are now, or their promise, so that the database is opened meanwhile */
/** @typedef {ReadonlyMap<string, string>} Aliases */
/** @typedef {{ added: number, undone: number, notes: number, stars: number, bad: number, problem: string }} Imported problem: a sentence if nothing was read */

/** Reviews that may lie behind the states that are kept before those are kept anew. */
const STALE = 50;

/**
 * @param {Options} options
 * @returns {Promise<Store>}
 */
export async function openStore(options) {
  const name = `studybook ${options.base}`;
  const known = Promise.resolve(options.aliases ?? new Map()).catch(() => new Map());
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(name) : null;
  let isBehind = false;
  // What another tab writes meanwhile may have been read or not.
  if (channel) channel.onmessage = () => (isBehind = true);
  try {
    const backend = await openDatabase(name);
    const [found, aliases] = await Promise.all([readAtFirst(backend), known]);
    const store = new Store({ ...options, aliases }, backend);
    await store.load(found);
    store.listen(channel);
    if (isBehind) await store.readAgain();
    return store;
  } catch (error) {
    channel?.close();
    const store = new Store({ ...options, aliases: await known }, openMemory());
    store.fail(troubleOf(error), { isFinal: true });
    return store;
  }
}

export class Store {
  /** Whether what is done lasts beyond this page. */
  persistent = true;
  /** A sentence for the reader if it does not. */
  reason = "";
  /** How many records could not be understood and were put aside. */
  aside = 0;

  /** @type {Backend} */ #backend;
  /** @type {Aliases} */ #aliases;
  #now;
  /** @type {Map<string, State>} */ #states = new Map();
  /** @type {Map<string, Star>} */ #stars = new Map();
  /** @type {Map<string, Note>} */ #notes = new Map();
  /** @type {Settings} */ #settings = SETTINGS;
  #device = readDevice(null);
  #reviewCount = 0;
  #newestKey = "";
  #unkept = 0;
  /** How often the log has changed since the page was opened, as far as is known here. */ #changes = 0;
  #isFinal = false;
  /** @type {Write[]} not yet written, because it could not be */ #pending = [];
  /** @type {{ review: Review, before: State | undefined, after: State }[]} */ #done = [];
  /** @type {Set<(change: Change) => void>} */ #listeners = new Set();
  /** @type {BroadcastChannel | null} */ #channel = null;

  /** @param {{ aliases?: Aliases, now?: () => number }} options @param {Backend} backend */
  constructor({ aliases = new Map(), now = Date.now }, backend) {
    this.#aliases = aliases;
    this.#now = now;
    this.#backend = backend;
  }

  /** The id a question has now. */
  current = (/** @type {string} */ id) => this.#aliases.get(id) ?? id;

  /** @returns {ReadonlyMap<string, State>} of every question that was ever answered */
  states() {
    return this.#states;
  }

  /** @returns {ReadonlySet<string>} ids of the questions with a star */
  stars() {
    return new Set([...this.#stars].filter(([, { on }]) => on).map(([id]) => id));
  }

  /** @returns {ReadonlyMap<string, string>} texts by ids */
  notes() {
    return new Map([...this.#notes].filter(([, { text }]) => text).map(([id, { text }]) => [id, text]));
  }

  /** @returns {Readonly<Settings>} */
  settings() {
    return this.#settings;
  }

  /** When it was last exported, in milliseconds since 1970 (0 for never), and how many reviews have come since. */
  backup() {
    return { time: this.#device.exported, since: Math.max(this.#reviewCount - this.#device.reviews, 0) };
  }

  /** @returns {Promise<Review[]>} every review that was not taken back, in their order, under the ids the questions have now */
  async reviews() {
    const all = await this.#allReviews();
    return all.filter(({ undone }) => !undone).map((review) => ({ ...review, question: this.current(review.question) }));
  }

  /**
   * Adds a review. The state is there at once, whatever becomes of the writing.
   * @param {{ question: string, grade: Grade, duration?: number, typed?: string }} answer
   * @returns {State}
   */
  review({ question, grade, duration = 0, typed = "" }) {
    const time = this.#now();
    const id = this.current(question);
    /** @type {Review} */
    const review = { version: RECORD_VERSION, key: reviewKey(time), question: id, time, zone: zoneAt(time), grade, duration, typed, undone: false };
    const before = this.#states.get(id);
    const state = this.#apply(review);
    this.#done.push({ review, before, after: state });
    void this.#write([{ shelf: "reviews", key: review.key, value: review }], { review }).then(() => this.#afterReview());
    this.#tell("states");
    return state;
  }

  /**
   * Takes back the latest review of this page.
   * @returns {Promise<Review | null>} it, or nothing if there is none
   */
  async undo() {
    const last = this.#done.pop();
    if (!last) return null;
    const review = { ...last.review, undone: true };
    this.#changes += 1;
    const writing = this.#write([{ shelf: "reviews", key: review.key, value: review }, { shelf: "cache", key: "states" }], { undone: true });
    this.#unkept = STALE;
    if (this.#states.get(review.question) === last.after) {
      if (last.before) this.#states.set(review.question, last.before);
      else this.#states.delete(review.question);
      this.#tell("states");
    } else {
      await writing;
      await this.#replayAll();
    }
    return review;
  }

  /** @param {string} question @param {boolean} on */
  setStar(question, on) {
    const star = { version: RECORD_VERSION, question: this.current(question), on, time: this.#now() };
    return this.#put("stars", /** @type {Star} */ (star));
  }

  /** @param {string} question @param {string} text empty to take the note back */
  setNote(question, text) {
    const note = { version: RECORD_VERSION, question: this.current(question), text: text.trim(), time: this.#now() };
    return this.#put("notes", /** @type {Note} */ (note));
  }

  /** @param {Partial<Settings>} changes what is not well formed is left as it was */
  setSettings(changes) {
    const weights = this.#settings.weights;
    this.#settings = readSettings({ ...this.#settings, ...changes, time: this.#now() });
    const writing = this.#write([{ shelf: "settings", key: "settings", value: this.#settings }], { settings: this.#settings });
    this.#tell("settings");
    return JSON.stringify(weights) === JSON.stringify(this.#settings.weights) ? writing : writing.then(() => this.#replayAll());
  }

  /**
   * @param {(change: Change) => void} listener told of every change, here or in another tab
   * @returns {() => void} ends it
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Everything, for a file. */
  async exportAll() {
    const aside = await this.#backend.read("aside").catch(() => []);
    return {
      studybook: EXPORT_FORM,
      exported: new Date(this.#now()).toISOString(),
      reviews: await this.#allReviews(),
      stars: [...this.#stars.values()],
      notes: [...this.#notes.values()],
      settings: this.#settings,
      ...(aside.length ? { aside: aside.map(([, value]) => value) } : {}),
    };
  }

  /** Remembers that an export was saved. */
  noteExport() {
    this.#device = { ...this.#device, exported: this.#now(), reviews: this.#reviewCount };
    return this.#write([{ shelf: "settings", key: "device", value: this.#device }], null);
  }

  /**
   * Merges an export into what is here: every review of either, the later of two stars, notes and settings.
   * @param {string} json
   * @returns {Promise<Imported>}
   */
  async importAll(json) {
    const given = readExport(json);
    if (typeof given === "string") return { added: 0, undone: 0, notes: 0, stars: 0, bad: 0, problem: given };
    const log = await this.#readLog();
    const reviews = difference(log.reviews, given.reviews, ({ key }) => key, mergeReview);
    const [stars, notes] = [this.#later("stars", given.stars), this.#later("notes", given.notes)];
    /** @type {Write[]} */
    const writes = [...reviews.added, ...reviews.changed].map((review) => ({ shelf: "reviews", key: review.key, value: review }));
    for (const star of stars) writes.push(this.#take("stars", star));
    for (const note of notes) writes.push(this.#take("notes", note));
    if (stars.length || notes.length) noteMarks();
    if (given.settings.time > this.#settings.time) {
      this.#settings = given.settings;
      writes.push({ shelf: "settings", key: "settings", value: given.settings });
    }
    if (writes.length) await this.#write([...writes, { shelf: "cache", key: "states" }], { all: true });
    const merged = new Map([...log.reviews, ...reviews.added, ...reviews.changed].map((review) => [review.key, review]));
    await this.#replayAll({ ...log, reviews: [...merged.values()].sort(inOrder) });
    for (const change of /** @type {Change[]} */ (["stars", "notes", "settings"])) this.#tell(change);
    const added = reviews.added.filter(({ undone }) => !undone).length;
    return { added, undone: reviews.changed.length, notes: notes.length, stars: stars.length, bad: given.bad, problem: "" };
  }

  /** @param {FirstRead} [found] if it was read already */
  async load(found) {
    const { aside, settings, stars, notes, kept } = found ?? (await readAtFirst(this.#backend));
    this.aside += aside;
    this.#takeSettings(settings);
    await Promise.all([this.#takeKind("stars", stars), this.#takeKind("notes", notes)]);
    if (!kept || !this.#takeStates(kept)) await this.#replayAll();
  }

  /** @param {BroadcastChannel | null} channel to the other tabs */
  listen(channel) {
    this.#channel = channel;
    if (channel) channel.onmessage = ({ data }) => void this.#hear(fieldsOf(data));
    document.addEventListener("visibilitychange", () => document.hidden && void this.#keepStates());
  }

  /** Takes in whatever other tabs have written. */
  readAgain() {
    return this.#hear({ all: true });
  }

  /** @param {keyof typeof SENTENCES} trouble @param {{ isFinal?: boolean }} [options] isFinal: nothing will ever be kept */
  fail(trouble, { isFinal = false } = {}) {
    this.persistent = false;
    this.#isFinal ||= isFinal;
    this.reason = SENTENCES[trouble];
    this.#tell("trouble");
  }

  /** @param {Review} review not earlier than the last of its question */
  #apply(review) {
    const id = this.current(review.question);
    const state = stateAfter(this.#states.get(id), review, this.#weights());
    this.#states.set(id, state);
    this.#changes += 1;
    this.#reviewCount += 1;
    this.#unkept += 1;
    if (review.key > this.#newestKey) this.#newestKey = review.key;
    return state;
  }

  #weights() {
    return this.#settings.weights ?? WEIGHTS;
  }

  /** @param {Entry[]} entries */
  #takeSettings(entries) {
    for (const [key, value] of entries) {
      if (key === "settings") this.#settings = readSettings(value);
      if (key === "device") this.#device = readDevice(value);
    }
  }

  /** @param {"stars" | "notes"} kind @param {Entry[]} entries */
  async #takeKind(kind, entries) {
    for (const record of await this.#goodOf(kind, entries)) this.#take(kind, record);
  }

  /**
   * The good records of a kind; bad ones are put aside, where they harm nobody and are exported.
   * @template {keyof Kinds} Kind
   * @param {Kind} kind
   * @param {Entry[]} entries all there are
   * @returns {Promise<Kinds[Kind][]>}
   */
  async #goodOf(kind, entries) {
    const bad = entries.filter(([, value]) => judge(kind, value) === "bad");
    if (bad.length) {
      const moves = bad.flatMap(([key, value]) => [{ shelf: kind, key }, { shelf: /** @type {const} */ ("aside"), key: `${kind} ${key}`, value: { kind, key, value } }]);
      await this.#backend.write(moves).catch(() => {});
      this.aside += bad.length;
    }
    return entries.filter(([, value]) => judge(kind, value) === "good").map(([, value]) => /** @type {Kinds[Kind]} */ (value));
  }

  /**
   * @param {NonNullable<FirstRead["kept"]>} kept
   * @returns {boolean} whether the states that were kept still fit the log
   */
  #takeStates({ model, states, count, newest, newer }) {
    if (model !== this.#model() || newer.some((value) => judge("reviews", value) !== "good")) return false;
    this.#states = states;
    this.#reviewCount = count;
    this.#newestKey = newest;
    this.#unkept = 0;
    for (const review of /** @type {Review[]} */ (newer).sort(inOrder)) {
      if (review.undone || review.time < (this.#states.get(this.current(review.question))?.time ?? 0)) return false;
      this.#apply(review);
    }
    this.#keepStatesSoon();
    return true;
  }

  /** What the states depend on beside the log. */
  #model() {
    return JSON.stringify([RECORD_VERSION, this.#weights(), [...this.#aliases]]);
  }

  /** The whole log, and how often it had changed when it was asked for. */
  async #readLog() {
    const changes = this.#changes;
    return { changes, reviews: await this.#allReviews() };
  }

  /** @param {{ changes: number, reviews: Review[] }} [log] if it is known already */
  async #replayAll(log) {
    let last = log ?? (await this.#readLog());
    // What is answered while the log is read may be missing in it.
    while (last.changes !== this.#changes) last = await this.#readLog();
    const { reviews } = last;
    this.#states = replay(reviews, this.current, this.#weights());
    this.#reviewCount = reviews.length;
    this.#newestKey = reviews.reduce((newest, { key }) => (key > newest ? key : newest), "");
    this.#unkept = STALE;
    this.#tell("states");
    this.#keepStatesSoon();
  }

  async #keepStates() {
    if (!this.#unkept || this.#pending.length || !this.persistent) return;
    this.#unkept = 0;
    const value = { model: this.#model(), count: this.#reviewCount, newest: this.#newestKey, ...packStates(this.#states) };
    await this.#backend.write([{ shelf: "cache", key: "states", value }]).catch(() => {});
  }

  /** Keeps them, if there are enough that are not, when the reader thinks. */
  #keepStatesSoon() {
    if (this.#unkept >= STALE) (globalThis.requestIdleCallback ?? setTimeout)(() => void this.#keepStates());
  }

  async #afterReview() {
    this.#keepStatesSoon();
    if (this.#device.asked || !this.persistent) return;
    this.#device = { ...this.#device, asked: true };
    await globalThis.navigator?.storage?.persist?.().catch(() => false);
    await this.#write([{ shelf: "settings", key: "device", value: this.#device }], null);
  }

  /** @returns {Promise<Review[]>} also those that were taken back, in their order */
  async #allReviews() {
    const kept = await this.#backend.read("reviews").then((entries) => this.#goodOf("reviews", entries)).catch(() => []);
    const byKey = new Map(kept.map((review) => [review.key, review]));
    for (const { shelf, key, value } of this.#pending) if (shelf === "reviews") byKey.set(key, /** @type {Review} */ (value));
    return [...byKey.values()].sort(inOrder);
  }

  /**
   * @template {"stars" | "notes"} Kind
   * @param {Kind} kind
   * @param {Kinds[Kind][]} others
   */
  #later(kind, others) {
    const own = /** @type {Kinds[Kind][]} */ ([...(kind === "stars" ? this.#stars : this.#notes).values()]);
    const { added, changed } = difference(own, others, ({ question }) => this.current(question), latest);
    return [...added, ...changed];
  }

  /**
   * Takes a record in, unless what is known of its question is later.
   * @param {"stars" | "notes"} kind
   * @param {Star | Note} record
   * @returns {Write}
   */
  #take(kind, record) {
    const id = this.current(record.question);
    const known = /** @type {Map<string, Star | Note>} */ (kind === "stars" ? this.#stars : this.#notes);
    const held = known.get(id);
    known.set(id, { ...(held ? latest(held, record) : record), question: id });
    return { shelf: kind, key: id, value: known.get(id) };
  }

  /** @param {"stars" | "notes"} kind @param {Star | Note} record */
  #put(kind, record) {
    const write = this.#take(kind, record);
    const writing = this.#write([write], { [kind]: write.value });
    noteMarks();
    this.#tell(kind);
    return writing;
  }

  /**
   * Writes, with whatever could not be written before; never rejects.
   * @param {Write[]} writes
   * @param {object | null} message what other tabs are told once it is written
   */
  async #write(writes, message) {
    const all = [...this.#pending, ...writes];
    this.#pending = all;
    try {
      await this.#backend.write(all);
    } catch (error) {
      this.fail(troubleOf(error));
      return;
    }
    this.#pending = this.#pending.filter((write) => !all.includes(write));
    if (!this.persistent && !this.#isFinal) {
      this.persistent = true;
      this.reason = "";
      this.#tell("trouble");
    }
    if (message) this.#channel?.postMessage(message);
  }

  /** @param {Record<string, unknown>} message from another tab */
  async #hear({ review, undone, all, stars, notes, settings }) {
    if (undone || all) this.#changes += 1;
    if (all) await this.#backend.read("settings").then((entries) => this.#takeSettings(entries)).catch(() => {});
    if (settings || all) {
      if (settings) this.#settings = readSettings(settings);
      this.#tell("settings");
    }
    for (const [kind, record] of /** @type {const} */ ([["stars", stars], ["notes", notes]])) {
      if (all) await this.#backend.read(kind).then((entries) => this.#takeKind(kind, entries)).catch(() => {});
      else if (judge(kind, record) !== "good") continue;
      else this.#take(kind, /** @type {Star | Note} */ (record));
      this.#tell(kind);
    }
    if (judge("reviews", review) === "good") {
      const made = /** @type {Review} */ (review);
      if (made.time < (this.#states.get(this.current(made.question))?.time ?? 0)) return this.#replayAll();
      this.#apply(made);
      this.#tell("states");
    } else if (undone || all) await this.#replayAll();
  }

  /** @param {Change} change */
  #tell(change) {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Tells pages that load nothing unasked that there is something to load. */
function noteMarks() {
  try {
    localStorage.setItem("studybook-marked", "1");
  } catch {
    // Storage may be forbidden; marks then show when they are asked for.
  }
}
