/** A reader's star and note on a question's page. */

import { noteField } from "./study/note-field.js";
import { openStore } from "./study/store.js";
import { showTrouble } from "./study/trouble-note.js";

/**
 * @param {HTMLElement} place with both buttons; it knows the question
 * @returns {Promise<{ press: (button: Element) => void }>}
 */
export async function start(place) {
  const { question: id = "", base = "/", former = "" } = place.dataset;
  const store = await openStore({ base, aliases: new Map(former.split(" ").filter(Boolean).map((old) => [old, id])) });
  const [star, note] = place.querySelectorAll("button");
  const { whole } = noteField(store, id, "note");
  const openNote = (/** @type {boolean} */ isOpen) => {
    whole.hidden = !isOpen;
    note.setAttribute("aria-expanded", String(isOpen));
  };
  const show = () => {
    star.setAttribute("aria-pressed", String(store.stars().has(id)));
    if (store.notes().has(id)) openNote(true);
  };
  whole.hidden = true;
  place.after(showTrouble(store), whole);
  store.subscribe(show);
  show();
  return {
    press: (button) => {
      if (button === star) void store.setStar(id, !store.stars().has(id));
      else {
        openNote(Boolean(whole.hidden));
        if (!whole.hidden) whole.querySelector("textarea")?.focus();
      }
    },
  };
}
