/** A private note on a question, saved while it is written. */

import { element } from "../search/elements.js";
import { LONGEST_TEXT } from "./records.js";

/** @typedef {import("./store.js").Store} Store */

/** Milliseconds of rest after which what was written is saved. */
const REST = 600;

/**
 * @param {Store} store
 * @param {string} id of the question
 * @param {string} name of the field's element
 */
export function noteField(store, id, name) {
  const saved = () => store.notes().get(store.current(id)) ?? "";
  const status = element("span", { class: "saved", role: "status" });
  const field = element("textarea", { id: name, rows: "4", maxlength: String(LONGEST_TEXT) });
  field.value = saved();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const save = async () => {
    clearTimeout(waiting);
    if (field.value.trim() === saved()) return;
    await store.setNote(id, field.value);
    status.textContent = store.persistent ? "Saved" : "Not kept: see above";
  };
  field.addEventListener("input", () => {
    status.textContent = "";
    clearTimeout(waiting);
    waiting = setTimeout(() => void save(), REST);
  });
  field.addEventListener("change", () => void save());
  // Another tab's words appear unless there are others here.
  store.subscribe((change) => {
    if (change === "notes" && document.activeElement !== field) field.value = saved();
  });
  const label = element("label", { for: name }, "Your note");
  return { whole: element("div", { class: "note-field" }, element("p", {}, label, " ", status), field), field, save };
}
