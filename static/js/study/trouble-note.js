/** A sentence above everything else while nothing can be kept, or some of it could not be read. */

import { element } from "../search/elements.js";
import { count } from "./words.js";

/** @param {import("./store.js").Store} store */
export function showTrouble(store) {
  const note = element("p", { class: "trouble", role: "status" });
  const show = () => {
    const aside = store.aside ? `${count(store.aside, "record")} of this browser could not be read and ${store.aside === 1 ? "was" : "were"} put aside; an export holds them.` : "";
    note.textContent = [store.reason, aside].filter(Boolean).join(" ");
    note.hidden = !note.textContent;
  };
  store.subscribe((change) => change === "trouble" && show());
  show();
  return note;
}
