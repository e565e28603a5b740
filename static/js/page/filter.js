/** The door to the filter of a list, which is fetched when a reader turns to it or an address already holds one. */

import { fetchModule } from "./module.js";

const NAMES = ["tag", "topic", "difficulty", "state"];

/** @param {HTMLElement} place */
export function startFilter(place) {
  const button = /** @type {HTMLButtonElement} */ (place.firstElementChild);
  /** @param {boolean} isAsked whether the reader pressed the button just now */
  const open = (isAsked) => {
    button.disabled = true;
    const failed = () => {
      button.disabled = false;
      button.textContent = "Filter (could not be loaded)";
    };
    fetchModule(place.dataset.script ?? "").then((filter) => filter.start(place, isAsked)).catch(failed);
  };
  button.addEventListener("click", () => open(true));
  button.hidden = false;
  const asked = new URLSearchParams(location.search);
  if (NAMES.some((name) => asked.has(name))) open(false);
}
