/** All questions as a filter sees them. */

/** @typedef {[slug: string, name: string]} Group */
/** @typedef {"easy" | "medium" | "hard"} Difficulty */
/** @typedef {[title: string, path: string, tags: number[], topics?: number[], difficulty?: Difficulty | null, label?: string | null]} Row */
/** @typedef {{ tags: Group[], topics: Group[], questions: Row[] }} List what `questions.json` holds */
/** @typedef {{ tag: string, topic: string, difficulty: string, state: string }} Filter slugs and words; empty for any */
/** @typedef {{ title: string, path: string, label: string, difficulty: string, tags: Group[], topics: Group[], states: readonly string[] }} Question */

/**
 * @param {Question[]} questions
 * @param {Filter} filter
 */
export function matching(questions, { tag, topic, difficulty, state }) {
  /** @param {Group[]} groups @param {string} wanted */
  const isIn = (groups, wanted) => wanted === "" || groups.some(([slug]) => slug === wanted);
  return questions.filter(
    (question) =>
      isIn(question.tags, tag) &&
      isIn(question.topics, topic) &&
      (difficulty === "" || question.difficulty === difficulty) &&
      (state === "" || question.states.includes(state)),
  );
}

/**
 * @param {string} address of `questions.json`
 * @param {string} root of the site
 */
export async function openQuestions(address, root) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.status}`);
  const list = /** @type {List} */ (await response.json());
  const all = list.questions.map(([title, path, tags, topics = [], difficulty, label]) => ({
    title,
    path,
    label: label ?? "",
    difficulty: difficulty ?? "",
    tags: tags.map((tag) => list.tags[tag]),
    topics: topics.map((topic) => list.topics[topic]),
    states: /** @type {string[]} */ ([]),
  }));
  return {
    tags: list.tags,
    topics: list.topics,
    /** Those of a page: of its tag or topic, or all. @param {string} page its address @returns {Question[]} */
    on: (page) => {
      const [, kind, slug] = decodeURIComponent(new URL(page).pathname.slice(new URL(root).pathname.length - 1)).match(/^\/(tag|topic)s\/([^/]+)\//) ?? [];
      const own = { tag: "", topic: "", difficulty: "", state: "" };
      return matching(all, kind ? { ...own, [kind]: slug } : own);
    },
  };
}
