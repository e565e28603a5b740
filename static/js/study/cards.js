/** Questions and answers, taken from their own pages: the browser parses those as documents, so no text becomes markup here. */

import { pageOf } from "./questions.js";

/** @typedef {import("./questions.js").Book} Book */
/** @typedef {{ title: Node[], question: Node[], answer: Node[] }} Card */

/** How many pages are kept, so that going back asks nobody. */
const CARDS_KEPT = 8;

/** @type {Readonly<Record<"away" | "missing" | "other", string>>} */
const REASONS = {
  away: "The page of this question could not be loaded: you seem to be offline, and it has not been kept for that.",
  missing: "The page of this question is not there any more. Its history is kept.",
  other: "The page of this question holds no question: the site has changed since this page was loaded. Reload it.",
};

/**
 * @param {string} address
 * @returns {Promise<Document>}
 * @throws an error whose message is for the reader
 */
function fetchPage(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => {
      const page = request.responseXML;
      if (request.status === 404 || request.status === 410) reject(new Error(REASONS.missing));
      else if (request.status !== 200 || !page) reject(new Error(REASONS.away));
      else resolve(page);
    };
    request.onerror = () => reject(new Error(REASONS.away));
    request.send();
  });
}

/**
 * Copies of what a part of a page holds, without its heading.
 * @param {Element | null} part
 * @returns {Node[]}
 */
function contentOf(part) {
  if (!part) return [];
  const copy = document.importNode(part, true);
  for (const foreign of copy.querySelectorAll(":scope > h2:first-child, script, .copy")) foreign.remove();
  return [...copy.childNodes];
}

/** @param {Book} book */
export function createCards(book) {
  /** @type {Map<string, Promise<Document>>} */
  const pages = new Map();
  /** @param {string} id */
  const reach = (id) => {
    const page = pages.get(id) ?? fetchPage(pageOf(book, id));
    pages.delete(id);
    pages.set(id, page);
    page.catch(() => pages.delete(id));
    for (const oldest of [...pages.keys()].slice(0, -CARDS_KEPT)) pages.delete(oldest);
    return page;
  };
  return {
    /**
     * @param {string} id
     * @returns {Promise<Card>}
     * @throws an error whose message is for the reader
     */
    load: async (id) => {
      const page = await reach(id);
      const answer = page.querySelector("main .answer > .prose");
      if (!answer) throw new Error(REASONS.other);
      return { title: contentOf(page.querySelector("main h1")), question: contentOf(page.querySelector("main .ask")), answer: contentOf(answer) };
    },
    /**
     * Fetches what comes next.
     * @param {readonly string[]} ids
     */
    prepare: (ids) => {
      for (const id of ids) reach(id).catch(() => {});
    },
  };
}
