/** Which questions the next days will ask, so that they are on the device by then. */

import { dayOf } from "./day.js";
import { pageOf } from "./questions.js";
import { queueOf } from "./queue.js";

/** @typedef {import("./questions.js").Book} Book */
/** @typedef {import("./store.js").Store} Store */

/** A reader who goes on a journey is asked for so many days. */
const DAYS = 3;
/** No more pages than that: of those that were visited the worker keeps twice as many. */
const MOST = 100;
/** Milliseconds the reader has for herself before pages are fetched that she may want in three days. */
const SETTLED = 2000;

/**
 * @param {Book} book
 * @param {Store} store
 * @returns {string[]} the paths of their pages
 */
function upcoming(book, store) {
  const settings = store.settings();
  const limits = { ...settings, newPerDay: settings.newPerDay * DAYS, duePerDay: settings.duePerDay * DAYS };
  const { due, fresh } = queueOf(book.ids, store.states(), dayOf(Date.now()) + DAYS - 1, limits);
  return [...due, ...fresh].slice(0, MOST).map((id) => decodeURIComponent(pageOf(book, id).slice(book.base.length)));
}

/**
 * Has the service worker keep their pages, if the site has one.
 * @param {Book} book
 * @param {Store} store
 */
export function keepUpcoming(book, store) {
  if (!navigator.serviceWorker || !document.querySelector("a.offline")) return;
  const ask = () => void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ keep: upcoming(book, store) }));
  setTimeout(ask, SETTLED);
}
