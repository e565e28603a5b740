/** All questions of the site in short, as the build wrote them. */

/** @typedef {{ slug: string, name: string }} Group a tag or a topic */
/** @typedef {"" | "easy" | "medium" | "hard"} Difficulty */
/** @typedef {{ id: string, title: string, number: number, difficulty: Difficulty, tags: number[], topics: number[] }} Question number: 0 if it has none */
/**
 * @typedef {{
 *   base: string, tags: Group[], topics: Group[], all: Question[], ids: string[], byId: ReadonlyMap<string, Question>,
 *   aliases: ReadonlyMap<string, string>,
 * }} Book aliases: former ids and what they are now
 */

/** @type {readonly Difficulty[]} */
const DIFFICULTIES = ["", "easy", "medium", "hard"];

/**
 * @param {string} address
 * @param {string} base the site's base path
 * @returns {Promise<Book>}
 * @throws if the network is away or the host has something else there
 */
export async function loadBook(address, base) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  const { tags, topics, questions, former } = await response.json();
  const group = (/** @type {[string, string]} */ [slug, name]) => ({ slug, name });
  /** @type {Question[]} */
  const all = questions.map((/** @type {[string, string, number, number, number[], number[]]} */ [id, title, number, difficulty, tags, topics]) => ({
    id,
    title,
    number,
    difficulty: DIFFICULTIES[difficulty],
    tags,
    topics,
  }));
  return {
    base,
    tags: tags.map(group),
    topics: topics.map(group),
    all,
    ids: all.map(({ id }) => id),
    byId: new Map(all.map((question) => [question.id, question])),
    aliases: new Map(former.map((/** @type {[string, number]} */ [id, index]) => [id, all[index].id])),
  };
}

/**
 * The address of a question's page.
 * @param {Book} book
 * @param {string} id
 */
export const pageOf = ({ base }, id) => `${base}questions/${encodeURIComponent(id)}/`;
