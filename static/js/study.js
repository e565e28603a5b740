/** The page of study: chooses between overview, sitting, mock interview and summary. */

import { element, pushButton } from "./search/elements.js";
import { createCards } from "./study/cards.js";
import { dayOf } from "./study/day.js";
import { filterOf, paramsOf } from "./study/filter.js";
import { finder } from "./study/finder.js";
import { showMock } from "./study/mock.js";
import { MORE, showOverview } from "./study/overview.js";
import { loadBook } from "./study/questions.js";
import { shuffled, standing } from "./study/queue.js";
import { Session } from "./study/session.js";
import { Sitting } from "./study/sitting.js";
import { openStore } from "./study/store.js";
import { showSummary } from "./study/summary.js";
import { showTrouble } from "./study/trouble-note.js";

/** @typedef {import("./study/filter.js").Filter} Filter */
/** @typedef {import("./study/overview.js").Choice} Choice */
/** @typedef {import("./study/sitting.js").Desk} Desk */

/** @param {HTMLElement} root */
async function startStudy(root) {
  const { base = "/", questions = "" } = root.dataset;
  const loading = loadBook(questions, base);
  const opening = openStore({ base, aliases: loading.then(({ aliases }) => aliases) });
  let book;
  try {
    book = await loading;
  } catch {
    const again = pushButton("Try again", () => void startStudy(root));
    root.replaceChildren(element("p", { class: "trouble" }, "The list of questions could not be loaded: you seem to be offline, or the site has just changed."), again);
    return;
  }
  const store = await opening;
  const status = element("p", { class: "sr", role: "status" });
  const place = element("div", { "data-progress": root.dataset.progress ?? "" });
  root.replaceChildren(showTrouble(store), place, status);
  /** @type {Desk} */
  const desk = { book, store, cards: createCards(book), place, say: (text) => (status.textContent = text) };
  runStudy(desk, finder(document.querySelector("a.find"), book));
}

/**
 * @param {Desk} desk
 * @param {import("./study/filter.js").Search} search
 */
function runStudy(desk, search) {
  const { store } = desk;
  const show = () => {
    const params = new URLSearchParams(location.search);
    const mode = params.get("mode");
    void showOverview(desk, filterOf(params), search, ways, choose, mode === "mock" || mode === "cram" ? mode : null);
  };
  const address = (/** @type {Filter} */ filter) => {
    const query = paramsOf(filter).toString().replace(/\b(starred|due)=/, "$1");
    return query ? `?${query}` : location.pathname;
  };
  const overview = () => {
    history.replaceState(null, "", address(filterOf(new URLSearchParams(location.search))));
    show();
  };
  const choose = (/** @type {Filter} */ filter) => {
    history.pushState(null, "", address(filter));
    show();
    desk.place.querySelector("select")?.focus();
  };
  const isOpen = (/** @type {string} */ id) => standing(store.states().get(id), dayOf(Date.now()), store.settings()) !== "learned";
  const always = () => true;
  /** @param {string} name @param {string[]} ids */
  const study = (name, ids) => {
    const session = new Session(ids);
    const typed = store.settings().typed ? "Your answer" : "";
    new Sitting(desk, session, { name, counts: true, isWanted: isOpen, typed, limit: 0 }, () => finish(name, session)).start();
  };
  /** @param {string} name @param {string[]} ids */
  const rehearse = (name, ids) => {
    const session = new Session(ids, { repeats: true });
    new Sitting(desk, session, { name, counts: false, isWanted: always, typed: "", limit: 0 }, () => finish(name, session)).start();
  };
  /** @param {string} name @param {Session} session */
  const finish = (name, session) => showSummary(desk, session, { name, onBack: overview, onDrill: (ids) => rehearse("Once more", ids) });
  /** @type {import("./study/overview.js").Ways} */
  const ways = {
    study: ({ name, due, fresh }) => study(name, [...due, ...fresh]),
    more: ({ name, all }) => study(name, all.filter((id) => !store.states().has(id)).slice(0, MORE)),
    cram: ({ name, all }) => rehearse(name, shuffled(all)),
    mock: (choice) => showMock(desk, choice, overview),
  };
  let { hash } = location;
  addEventListener("popstate", () => {
    // Links within an answer move through the page and no further.
    const isWithin = location.hash !== hash;
    hash = location.hash;
    if (!isWithin) overview();
  });
  show();
}

/** @type {HTMLElement | null} */
const studyRoot = document.querySelector("div.study");
if (studyRoot) void startStudy(studyRoot);
