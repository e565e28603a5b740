/** The door to star and note. */

import { chosen } from "./choices.js";
import { fetchModule } from "./module.js";

/**
 * Star and note are fetched when a reader turns to them, or at rest if she has any on this site.
 * @param {HTMLElement} place
 */
export function startOwn(place) {
  /** @type {Promise<{ press: (button: Element) => void }> | null} */
  let own = null;
  const load = () => {
    own ??= fetchModule(place.dataset.script ?? "").then((module) => module.start(place));
    return own;
  };
  const begin = () => void load().catch(() => (own = null));
  for (const name of ["focusin", "pointerenter"]) place.addEventListener(name, begin);
  place.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("button");
    const say = (/** @type {string} */ text) => place.lastElementChild?.replaceChildren(text);
    if (button) load().then((own) => own.press(button), () => say("This could not be loaded."));
  });
  if (chosen("marked")) (window.requestIdleCallback ?? setTimeout)(begin);
  place.hidden = false;
}
