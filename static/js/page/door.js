/** The door to search. */

import { singleKey } from "./keys.js";
import { fetchModule } from "./module.js";

/**
 * Search is fetched when a reader turns to it: its script, its engine and the root of its index, all at once.
 * @param {HTMLAnchorElement} link
 */
export function startSearch(link) {
  const { script = "", engine } = link.dataset;
  const status = document.createElement("span");
  status.className = "sr";
  status.setAttribute("role", "status");
  /** @type {Promise<{ open: () => void }> | null} */
  let search = null;

  const load = () => {
    if (search) return search;
    const files = engine ? { engine: fetch(engine), root: fetch(`${link.href}root.txt`, { cache: "no-cache" }) } : null;
    // Whoever awaits them reports what went wrong.
    if (files) void Promise.allSettled([files.engine, files.root]);
    search = fetchModule(script).then((module) => module.start(link, files));
    search.catch(() => {
      search = null;
    });
    return search;
  };
  /** @param {(search: { open: () => void }) => void} act */
  const use = (act) => {
    load().then(act, () => {
      status.className = "";
      status.textContent = navigator.onLine ? "Search could not be loaded." : "You are offline, and search has not been loaded yet.";
    });
  };
  const open = () => use((search) => search.open());
  link.after(status);
  link.addEventListener("focus", () => void load().catch(() => {}));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    const isChord = key.toLowerCase() === "k" && ctrlKey !== metaKey && !altKey && !shiftKey;
    if (!isChord && singleKey(event) !== "/") return;
    event.preventDefault();
    open();
  });
  if (document.querySelector("form.search")) use(() => {});
}
