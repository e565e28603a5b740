/** What a reader can set: limits, retention, interview date, keys. Every change is kept at once. */

import { chosen, remember } from "../page/choices.js";
import { element } from "../search/elements.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./records.js").Settings} Settings */

/**
 * @param {string} label
 * @param {HTMLInputElement} input
 * @param {string} [hint]
 */
function setting(label, input, hint) {
  /** @type {HTMLElement[]} */
  const parts = [element("label", { for: input.id }, label), input];
  if (hint) {
    parts.push(element("small", { id: `${input.id}-hint` }, hint));
    input.setAttribute("aria-describedby", `${input.id}-hint`);
  }
  return element("p", { class: `setting ${input.type}` }, ...parts);
}

/**
 * @param {Store} store
 * @returns {HTMLDetailsElement}
 */
export function settingsForm(store) {
  const settings = () => store.settings();
  /** @param {HTMLInputElement} input @param {() => Partial<Settings> | null} read nothing if what is written makes no sense */
  const keep = (input, read) => {
    input.addEventListener("change", () => {
      const changes = input.checkValidity() ? read() : null;
      if (changes) void store.setSettings(changes);
      else input.reportValidity();
    });
    return input;
  };
  const number = (/** @type {string} */ id, /** @type {Record<string, string>} */ limits) => element("input", { id, type: "number", inputmode: "numeric", required: "", ...limits });
  const fresh = number("setting-new", { min: "0", max: "9999" });
  const due = number("setting-due", { min: "0", max: "9999" });
  const retention = number("setting-retention", { min: "70", max: "99" });
  const typed = element("input", { id: "setting-typed", type: "checkbox" });
  const keys = element("input", { id: "setting-keys", type: "checkbox" });
  const weights = element("input", { id: "setting-weights", type: "text", spellcheck: "false", autocomplete: "off", placeholder: "The usual ones" });
  const show = () => {
    const { newPerDay, duePerDay, retention: part, typed: isTyped, weights: own } = settings();
    fresh.value = String(newPerDay);
    due.value = String(duePerDay);
    retention.value = String(Math.round(part * 100));
    typed.checked = isTyped;
    keys.checked = chosen("keys") !== "off";
    weights.value = own?.join(", ") ?? "";
  };
  show();
  store.subscribe((change) => change === "settings" && show());
  const readWeights = () => {
    const numbers = weights.value.split(/[\s,]+/).filter(Boolean).map(Number);
    const isGood = numbers.length === 0 || (numbers.length === 21 && numbers.every(Number.isFinite));
    weights.setCustomValidity(isGood ? "" : "21 numbers, or nothing for the usual ones.");
    return isGood ? { weights: numbers.length ? numbers : null } : null;
  };
  // Whether single keys act is a matter of this device, and of every page; see "Reading" in ARCHITECTURE.md.
  keys.addEventListener("change", () => remember("keys", keys.checked ? null : "off"));
  weights.addEventListener("input", () => weights.setCustomValidity(""));
  return element(
    "details",
    { class: "settings" },
    element("summary", {}, "Settings"),
    setting("New questions a day", keep(fresh, () => ({ newPerDay: fresh.valueAsNumber }))),
    setting("Reviews a day at most", keep(due, () => ({ duePerDay: due.valueAsNumber }))),
    setting("Recall to aim for, in per cent", keep(retention, () => ({ retention: retention.valueAsNumber / 100 })), "More means more reviews: 90 suits most."),
    setting("Type an answer before it is shown", keep(typed, () => ({ typed: typed.checked }))),
    setting("Keys: space, 1 to 4, u, k, s", keys),
    setting("Weights of the scheduler", keep(weights, readWeights), "21 numbers of FSRS-6, if another program has fitted them to you."),
  );
}
