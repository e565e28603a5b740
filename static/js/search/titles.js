/** Searches titles and tags, where the engine cannot run. */

/** @typedef {import("./engine.js").Results} Results */
/** @typedef {import("./engine.js").Facet} Facet */
/** @typedef {import("./engine.js").Part} Part */
/** @typedef {import("./engine.js").Tag} Tag */
/** @typedef {{ tags: Tag[], questions: [title: string, path: string, tags: number[]][] }} List */
/** @typedef {{ search: (query: string, options: { limit: number }) => Results, facets: () => Facet[] }} Titles */

/**
 * Letters as they are compared.
 * @param {string} text
 */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * A title in pieces, each a word or what stands between words.
 * @param {string} text
 */
const pieces = (text) => text.match(/[\p{L}\p{N}\p{M}_+#]+|[^\p{L}\p{N}\p{M}_+#]+/gu) ?? [];

/**
 * @param {List} list
 * @returns {Titles}
 */
export function openTitles({ tags, questions }) {
  const all = questions.map(([title, url, numbers]) => {
    const own = numbers.map((number) => tags[number]);
    return { title, url, tags: own, words: pieces(title).map(folded), labels: own.map(([, label]) => folded(label)) };
  });
  /** @type {typeof all} */
  let found = [];

  /**
   * How well a question answers a word; 0 if it does not.
   * @param {(typeof all)[number]} question
   * @param {string} word
   * @returns {number}
   */
  const weigh = ({ words, labels }, word) => {
    if (words.includes(word) || labels.includes(word)) return 3;
    if (words.some((other) => other.startsWith(word))) return 2;
    return [...words, ...labels].some((other) => other.includes(word)) ? 1 : 0;
  };

  return {
    search: (query, { limit }) => {
      const words = folded(query.replaceAll(/["“”]/g, " ")).split(/\s+/).filter(Boolean);
      const filters = words.filter((word) => word.startsWith("tag:")).map((word) => word.slice(4));
      const without = words.filter((word) => word.length > 1 && word.startsWith("-")).map((word) => word.slice(1));
      const wanted = words.filter((word) => !word.startsWith("tag:") && !(word.length > 1 && word.startsWith("-")));
      const ranked = all
        .filter(({ tags }) => filters.every((filter) => tags.some(([slug]) => folded(slug) === filter)))
        .filter((question) => !without.some((word) => weigh(question, word) > 1))
        .map((question) => ({ question, weights: wanted.map((word) => weigh(question, word)) }))
        .filter(({ weights }) => weights.every((weight) => weight > 0))
        .map(({ question, weights }) => ({ question, weight: weights.reduce((sum, weight) => sum + weight, 0) }));
      // Equal ones stay in the order of the site.
      found = ranked.sort((one, other) => other.weight - one.weight).map(({ question }) => question);
      /** @param {string} piece @returns {Part} */
      const part = (piece) => [piece, wanted.some((word) => folded(piece).startsWith(word)) ? 1 : 0];
      const hits = found.slice(0, limit).map(({ title, url, tags }) => ({ url, title: pieces(title).map(part), tags, passage: [], fragment: "", text: "" }));
      return { hits, total: found.length, exact: true, corrections: [], instead: "", suggestions: [] };
    },
    facets: () => {
      /** @type {Map<string, Facet>} */
      const counts = new Map();
      for (const [tag, label] of found.flatMap(({ tags }) => tags)) {
        const { count } = counts.get(tag) ?? { count: 0 };
        counts.set(tag, { tag, label, count: count + 1 });
      }
      return [...counts.values()].sort((one, other) => other.count - one.count);
    },
  };
}
