/** Which questions the next days will ask, so that they are on the device by then. */

import { dayOf } from "./study/day.js";
import { loadBook, pageOf } from "./study/questions.js";
import { queueOf } from "./study/queue.js";
import { openStore } from "./study/store.js";

/** A reader who goes on a journey is asked for so many days. */
const DAYS = 3;

/**
 * @param {HTMLElement} place of study; it knows the addresses
 * @returns {Promise<string[]>} the paths of their pages
 */
export async function upcoming({ dataset: { base = "/", questions = "" } }) {
  const book = await loadBook(questions, base);
  const store = await openStore({ base, aliases: book.aliases });
  const settings = store.settings();
  const limits = { ...settings, newPerDay: settings.newPerDay * DAYS, duePerDay: settings.duePerDay * DAYS };
  const { due, fresh } = queueOf(book.ids, store.states(), dayOf(Date.now()) + DAYS - 1, limits);
  return [...due, ...fresh].map((id) => decodeURIComponent(pageOf(book, id).slice(base.length)));
}
