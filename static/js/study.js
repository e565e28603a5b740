/** The page of study: chooses between overview, sitting, mock interview and summary. */

import { element } from "./search/elements.js";
import { createCards } from "./study/cards.js";
import { dayOf } from "./study/day.js";
import { filterOf, paramsOf } from "./study/filter.js";
import { finder } from "./study/finder.js";
import { showMock } from "./study/mock.js";
import { openPage } from "./study/opening.js";
import { MORE, showOverview } from "./study/overview.js";
import { shuffled, standings } from "./study/queue.js";
import { Session } from "./study/session.js";
import { Sitting } from "./study/sitting.js";
import { showSummary } from "./study/summary.js";
import { showTrouble } from "./study/trouble-note.js";

/** @typedef {import("./study/filter.js").Filter} Filter */
/** @typedef {import("./study/overview.js").Choice} Choice */
/** @typedef {import("./study/sitting.js").Desk} Desk */

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
  const isOpen = (/** @type {string} */ id) => standings(dayOf(Date.now()), store.settings())(store.states().get(id)) !== "learned";
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
if (studyRoot) {
  void openPage(studyRoot, (book, store) => {
    const status = element("p", { class: "sr", role: "status" });
    const place = element("div", { "data-progress": studyRoot.dataset.progress ?? "" });
    studyRoot.replaceChildren(showTrouble(store), place, status);
    /** @type {Desk} */
    const desk = { book, store, cards: createCards(book), place, say: (text) => (status.textContent = text) };
    runStudy(desk, finder(document.querySelector("a.find"), book));
  });
}
