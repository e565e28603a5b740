/**
 * A stand-in for the search engine that is asked as the real one is: for what the page does with each kind of reply,
 * whatever the real one would say of this or that content.
 */

/** @typedef {import("playwright-core").BrowserContext} BrowserContext */

/** How many questions the stand-in knows; all hold the word "question". */
export const KNOWN = 25;

/**
 * Puts the stand-in in the place of WebAssembly, and its files in the place of the index.
 * @param {BrowserContext} context
 * @param {string} folder the address of the index
 * @param {string} path the question all of its hits lead to
 */
export async function standIn(context, folder, path) {
  await context.route(`${folder}*.txt`, (route) => route.fulfill({ body: "whatever", contentType: "text/plain" }));
  await context.addInitScript(engine, { known: KNOWN, path });
}

/**
 * Runs in the page.
 * @param {{ known: number, path: string }} knowledge
 */
function engine({ known, path }) {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const at = 131_072;
  const loaded = new Set();
  const tags = [["storage", "Storage"], ["networks", "Networks & protocols"], ["c", "C++"]];
  const all = Array.from({ length: known }, (_, number) => ({
    url: path,
    title: [["What is question ", 0], [`${number}`, 1], [" about?", 0]],
    tags: number % 2 ? [tags[0]] : [tags[0], tags[1]],
    passage: [["… Of all that was asked, the ", 0], ["question", 1], [" is about rings and keys, <b>not</b> about you …", 0]],
    fragment: "h-why",
    text: "question",
  }));
  /** @type {typeof all} */
  let found = [];
  let length = 0;
  const say = (/** @type {unknown} */ value) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    new Uint8Array(memory.buffer).set(bytes, at);
    return bytes.length;
  };
  /** @type {{ query: string, limit: number, typing: number }[]} */
  const asked = [];
  const search = (/** @type {number} */ limit, /** @type {number} */ typing) => {
    const query = new TextDecoder().decode(new Uint8Array(memory.buffer, 0, length));
    asked.push({ query, limit, typing });
    const wanted = query.codePointAt(0);
    if (!loaded.has(wanted)) return say({ wants: [[`t${wanted}.txt`, wanted]] });
    const words = query.split(" ");
    const filters = words.filter((word) => word.startsWith("tag:")).map((word) => word.slice(4));
    const isMatch = /quest|shrading/.test(query) || filters.length > 0;
    found = all.filter((hit) => isMatch && filters.every((filter) => hit.tags.some(([slug]) => slug === filter)));
    const corrections = query === "shrading" ? [{ from: "shrading", to: "sharding" }] : [];
    const suggestions = found.length ? [] : ["tag:storage", "question"];
    return say({ hits: found.slice(0, limit), total: found.length, exact: true, corrections, instead: corrections.length ? "+shrading" : "", suggestions });
  };
  const exports = {
    memory,
    reserve: (/** @type {number} */ bytes) => {
      length = bytes;
      return 0;
    },
    load: (/** @type {number} */ slot) => {
      loaded.add(slot);
      return say({});
    },
    search,
    facets: () => {
      const count = (/** @type {string} */ tag) => found.filter((hit) => hit.tags.some(([slug]) => slug === tag)).length;
      return say({ facets: tags.map(([tag, label]) => ({ tag, label, count: count(tag) })).filter((facet) => facet.count > 0) });
    },
    reply: () => at,
  };
  const compiled = () => Promise.resolve({});
  Object.assign(WebAssembly, { compileStreaming: compiled, compile: compiled, instantiate: () => Promise.resolve({ exports }) });
  Object.assign(window, { asked });
}
