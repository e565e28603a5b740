/** How the pages of study and progress begin: with the questions of the site and what is known of the reader, or with a way to try again. */

import { element, pushButton } from "../search/elements.js";
import { loadBook } from "./questions.js";
import { openStore } from "./store.js";
import { keepUpcoming } from "./upcoming.js";

/** @typedef {import("./questions.js").Book} Book */
/** @typedef {import("./store.js").Store} Store */

/**
 * @param {HTMLElement} root the page's place for it; knows the addresses
 * @param {(book: Book, store: Store) => void} show fills it
 */
export async function openPage(root, show) {
  const { base = "/", questions = "" } = root.dataset;
  const loading = loadBook(questions, base);
  // The database is read while the questions are on their way.
  const opening = openStore({ base, aliases: loading.then(({ aliases }) => aliases) });
  let book;
  try {
    book = await loading;
  } catch {
    const again = pushButton("Try again", () => void openPage(root, show));
    root.replaceChildren(element("p", { class: "trouble" }, "The list of questions could not be loaded: you seem to be offline, or the site has just changed."), again);
    return;
  }
  const store = await opening;
  show(book, store);
  keepUpcoming(book, store);
}
