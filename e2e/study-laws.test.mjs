/** Laws of the log, the merge, the queue and the store, held against values made by chance. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { forecast, readinessOn, reviewsPerDay, standingsOf } from "../static/js/progress/outlook.js";
import { openMemory } from "../static/js/study/database.js";
import { DAY, dayOf, dayOfDate } from "../static/js/study/day.js";
import { difference, latest, mergeReview } from "../static/js/study/merge.js";
import { doneOn, dueDays, queueOf, shuffled, standings } from "../static/js/study/queue.js";
import { SETTINGS, judge, reviewKey } from "../static/js/study/records.js";
import { packStates, replay, stateAfter, unpackStates } from "../static/js/study/replay.js";
import { Session } from "../static/js/study/session.js";
import { Store } from "../static/js/study/store.js";
import { forSeeds } from "./chance.mjs";

/** @typedef {import("../static/js/study/records.js").Review} Review */
/** @typedef {Parameters<Parameters<typeof forSeeds>[1]>[0]} Random */

const SEEDS = 200;
const START = Date.UTC(2026, 0, 5, 12);
const IDS = ["a", "b", "c", "d", "e"];

/** @param {Random} random @returns {Review} */
function anyReview({ below, from }) {
  const time = START + below(60) * DAY + below(DAY);
  const grade = from(/** @type {const} */ ([1, 2, 3, 4]));
  return { version: 1, key: reviewKey(time), question: from(IDS), time, zone: from([-480, 0, 330]), grade, duration: below(9000), typed: from(["", "text"]), undone: below(8) === 0 };
}

/** @param {Random} random @param {number} most */
const anyLog = (random, most) => Array.from({ length: random.below(most) }, () => anyReview(random));

/** @param {readonly Review[]} own @param {readonly Review[]} others */
function merged(own, others) {
  const { added, changed } = difference(own, others, ({ key }) => key, mergeReview);
  const byKey = new Map(own.map((review) => [review.key, review]));
  for (const review of [...added, ...changed]) byKey.set(review.key, review);
  return [...byKey.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** @param {Random} random */
function anyTwoCopies(random) {
  const shared = anyLog(random, 12);
  const copy = () => shared.filter(() => random.below(3) > 0).map((review) => ({ ...review, undone: review.undone || random.below(5) === 0 }));
  return [[...copy(), ...anyLog(random, 6)], [...copy(), ...anyLog(random, 6)], copy()];
}

test("merging is the same whatever its order, and however often", () =>
  forSeeds(SEEDS, (random) => {
    const [one, two, three] = anyTwoCopies(random);
    assert.deepEqual(merged(one, two), merged(two, one));
    assert.deepEqual(merged(merged(one, two), three), merged(one, merged(two, three)));
    assert.deepEqual(merged(one, one), merged(one, []));
  }));

test("merging loses no review, and takes back whatever was taken back", () =>
  forSeeds(SEEDS, (random) => {
    const [one, two] = anyTwoCopies(random);
    const both = new Map(merged(one, two).map((review) => [review.key, review]));
    for (const { key, undone } of [...one, ...two]) {
      assert.ok(both.has(key));
      assert.ok(both.get(key)?.undone || !undone);
    }
  }));

test("of two notes the later wins, in either order", () =>
  forSeeds(SEEDS, ({ below, from }) => {
    const note = () => ({ version: 1, question: "a", text: from(["x", "y", ""]), time: START + below(3) });
    const [one, two] = [note(), note()];
    assert.deepEqual(latest(one, two), latest(two, one));
    assert.equal(latest(one, two).time, Math.max(one.time, two.time));
  }));

test("states do not hang on the order of the log, and grow with it review by review", () =>
  forSeeds(SEEDS, (random) => {
    const log = anyLog(random, 40);
    const states = replay(log);
    assert.deepEqual(replay(shuffled(log, random.next)), states);
    /** @type {typeof states} */
    const grown = new Map();
    for (const review of log.filter(({ undone }) => !undone).sort((one, other) => one.time - other.time)) {
      grown.set(review.question, stateAfter(grown.get(review.question), review));
    }
    assert.deepEqual(grown, states);
    const { ids, numbers } = packStates(states);
    assert.deepEqual(unpackStates(ids, numbers), states);
  }));

test("a former id's reviews are its question's", () =>
  forSeeds(SEEDS, (random) => {
    const log = anyLog(random, 30);
    const renamed = log.map((review) => ({ ...review, question: review.question === "a" ? "was-a" : review.question }));
    assert.deepEqual(replay(renamed, (id) => (id === "was-a" ? "a" : id)), replay(log));
  }));

test("a queue holds what is due and new, within the limits, each once", () =>
  forSeeds(SEEDS, (random) => {
    const states = replay(anyLog(random, 30));
    const today = dayOf(START, 0) + random.below(90);
    const settings = { ...SETTINGS, newPerDay: random.below(4), duePerDay: random.below(6) };
    const { due, fresh, held } = queueOf(IDS, states, today, settings);
    const done = doneOn(states.values(), today);
    assert.equal(new Set([...due, ...fresh]).size, due.length + fresh.length);
    assert.ok(due.every((id) => standings(today, settings)(states.get(id)) === "due"));
    assert.ok(fresh.every((id) => standings(today, settings)(states.get(id)) === "new"));
    assert.ok(due.length + done.due <= Math.max(settings.duePerDay, done.due));
    assert.ok(fresh.length + done.fresh <= Math.max(settings.newPerDay, done.fresh));
    assert.equal(due.length + held.due, IDS.filter((id) => standings(today, settings)(states.get(id)) === "due").length);
    assert.equal(fresh.length + held.fresh, IDS.filter((id) => !states.has(id)).length);
    const days = due.map((id) => dueDays(settings)(/** @type {NonNullable<ReturnType<typeof states.get>>} */ (states.get(id))));
    assert.deepEqual(days, days.toSorted((one, other) => one - other));
  }));

test("a sitting that is taken back step by step is as it was, and every question comes to an end", () =>
  forSeeds(SEEDS, (random) => {
    const session = new Session(IDS, { repeats: random.below(2) > 0 });
    const look = () => [session.current, session.upcoming(2), session.left, session.length, session.answers];
    const seen = [look()];
    for (let step = random.below(20); step > 0 && session.current !== undefined; step -= 1) {
      if (random.below(4) === 0) session.skip();
      else session.answer({ grade: random.from([1, 2, 3, 4]), duration: 1, thinking: 1, typed: "" });
      seen.push(look());
    }
    for (const before of seen.slice(0, -1).reverse()) {
      assert.ok(session.undo());
      assert.deepEqual(look(), before);
    }
    assert.equal(session.undo(), null);
    for (const id of IDS) {
      assert.equal(session.current, id);
      session.answer({ grade: 3, duration: 1, thinking: 1, typed: "" });
    }
    assert.deepEqual([session.current, session.missed], [undefined, []]);
  }));

test("recall fades, what falls due is counted once, and a group is as ready as its questions", () =>
  forSeeds(SEEDS, (random) => {
    const log = anyLog(random, 40);
    const states = replay(log);
    const today = dayOf(START, 0) + 61;
    const soon = readinessOn(IDS, states, today, SETTINGS);
    const later = readinessOn(IDS, states, today + random.below(100), SETTINGS);
    assert.ok(later.all <= soon.all && soon.all <= soon.asked && soon.asked <= 1);
    const counts = forecast(IDS, states, today, 40_000, SETTINGS);
    assert.equal(counts.reduce((sum, count) => sum + count, 0), soon.seen);
    const perDay = reviewsPerDay(log, today, 70);
    assert.equal(perDay.reduce((sum, { all }) => sum + all, 0), log.length);
    const questions = IDS.map((id) => ({ id, title: id, number: 0, difficulty: /** @type {const} */ (""), tags: [0], topics: [] }));
    const [whole] = standingsOf("tags", [{ slug: "t", name: "t" }], questions, states, today, SETTINGS);
    assert.deepEqual([whole.count, whole.seen, whole.readiness, whole.strength], [IDS.length, soon.seen, soon.all, soon.asked]);
  }));

test("a day lasts until four in the morning, where the reader is", () => {
  const four = Date.UTC(2026, 4, 10, 4);
  assert.equal(dayOf(four - 1, 0) + 1, dayOf(four, 0));
  assert.equal(dayOf(four, 0), dayOfDate("2026-05-10"));
  assert.equal(dayOf(four, -60), dayOfDate("2026-05-09"));
  assert.equal(dayOf(Date.UTC(2026, 4, 9, 22), 360), dayOfDate("2026-05-10"));
});

test("what is not a record is told apart, and what a later version wrote is left alone", () =>
  forSeeds(SEEDS, (random) => {
    const review = anyReview(random);
    assert.equal(judge("reviews", review), "good");
    assert.equal(judge("reviews", { ...review, version: 2, grade: "?" }), "newer");
    const field = random.from(["version", "key", "question", "time", "zone", "grade", "duration", "typed", "undone"]);
    const wrong = random.from([undefined, null, NaN, {}, [], -9e15]);
    assert.equal(judge("reviews", { ...review, [field]: wrong }), "bad");
  }));

/** @param {() => number} now */
async function emptyStore(now) {
  const backend = openMemory();
  const store = new Store({ now }, backend);
  await store.load();
  return { store, backend };
}

test("a store gives back what its log says, after undoing and opening it again", () =>
  forSeeds(40, async (random) => {
    let time = START;
    const { store, backend } = await emptyStore(() => time);
    for (let step = random.below(120); step > 0; step -= 1) {
      time += random.below(DAY);
      if (random.below(6) === 0) await store.undo();
      else store.review({ question: random.from(IDS), grade: random.from([1, 2, 3, 4]), duration: 5 });
    }
    const states = new Map(store.states());
    assert.deepEqual(replay(await store.reviews()), states);
    // The states are kept when there is time for it, and may be or not when the next page is opened.
    if (random.below(2) > 0) await pause(0);
    const again = new Store({ now: () => time }, backend);
    await again.load();
    assert.deepEqual(again.states(), states);
  }));

test("an export merged elsewhere brings everything, and merged again nothing", () =>
  forSeeds(40, async (random) => {
    let time = START;
    const [one, other] = [await emptyStore(() => time), await emptyStore(() => time)];
    for (const { store } of [one, other]) {
      for (let step = random.below(20); step > 0; step -= 1) {
        time += random.below(DAY);
        store.review({ question: random.from(IDS), grade: random.from([1, 2, 3, 4]) });
        if (random.below(3) === 0) await store.setNote(random.from(IDS), `note ${step}`);
        if (random.below(3) === 0) await store.setStar(random.from(IDS), random.below(2) > 0);
      }
    }
    const file = JSON.stringify(await one.store.exportAll());
    const first = await other.store.importAll(file);
    assert.equal(first.added, (await one.store.reviews()).length);
    const second = await other.store.importAll(file);
    assert.deepEqual(second, { added: 0, undone: 0, notes: 0, stars: 0, bad: 0, problem: "" });
    await one.store.importAll(JSON.stringify(await other.store.exportAll()));
    for (const what of /** @type {const} */ (["states", "notes", "stars"])) {
      assert.deepEqual([...one.store[what]()].sort(), [...other.store[what]()].sort(), what);
    }
  }));

test("a file that is no export changes nothing and is said to be none", async () => {
  const { store } = await emptyStore(() => START);
  for (const file of ["", "{", "[]", "null", '{"studybook":"1"}', '{"studybook":99,"reviews":[]}']) {
    assert.notEqual((await store.importAll(file)).problem, "", file);
  }
  const half = await store.importAll('{"studybook":1,"reviews":[{"version":1}],"stars":7}');
  assert.deepEqual([half.bad, half.added, half.problem], [1, 0, ""]);
});
