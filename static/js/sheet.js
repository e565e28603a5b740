/** The sheet of keys: what they do, and whether single ones act. */

import { chosen, remember } from "./page/choices.js";
import { element, pushButton } from "./search/elements.js";

/** @type {[title: string, keys: [keys: string[], meaning: string][]][]} */
const KEYS = [
  ["Everywhere", [[["/"], "search; Ctrl K does so too"], [["j"], "next question"], [["k"], "previous question"], [["?"], "this sheet"]]],
  ["Reading", [[["Space"], "show the answer, if answers are hidden"], [["h"], "hide or show all answers"], [["s"], "star the question"]]],
  ["Studying", [[["Space"], "show the answer"], [["1", "2", "3", "4"], "again, hard, good, easy"], [["u"], "take back the last grade"], [["k"], "skip"], [["s"], "star"]]],
];

/** @type {HTMLDialogElement | null} */
let sheet = null;

function makeSwitch() {
  const button = pushButton("Single keys", () => {
    const areOn = button.getAttribute("aria-checked") !== "true";
    remember("keys", areOn ? null : "off");
    button.setAttribute("aria-checked", String(areOn));
  });
  button.setAttribute("role", "switch");
  button.setAttribute("aria-checked", String(chosen("keys") !== "off"));
  return button;
}

/**
 * @param {[title: string, keys: [keys: string[], meaning: string][]]} part
 */
function makePart([title, keys]) {
  const rows = keys.flatMap(([names, meaning]) => {
    const shown = names.flatMap((name, index) => (index > 0 ? [" ", element("kbd", {}, name)] : [element("kbd", {}, name)]));
    return [element("dt", {}, ...shown), element("dd", {}, meaning)];
  });
  return element("section", {}, element("h3", {}, title), element("dl", {}, ...rows));
}

/** Shows the sheet; Escape closes it. */
export function open() {
  if (!sheet) {
    const close = pushButton("Close", () => sheet?.close());
    const hint = element("p", {}, "Keys of one letter act anywhere but in fields. Switch them off if you speak to your device, or press keys by accident.");
    sheet = element("dialog", { class: "keysheet", "aria-labelledby": "keysheet" }, element("h2", { id: "keysheet" }, "Keys"), ...KEYS.map(makePart), hint, makeSwitch(), close);
    document.body.append(sheet);
  }
  if (!sheet.open) sheet.showModal();
}
