/** Single keys, for whoever has not switched them off, wherever no text is being typed. */

import { chosen } from "../page/choices.js";

/**
 * @param {Readonly<Record<string, () => void>>} actions by `KeyboardEvent.key`
 * @returns {() => void} ends it
 */
export function listenForKeys(actions) {
  /** @param {KeyboardEvent} event */
  const hear = (event) => {
    const { key, target } = event;
    const isChord = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (event.defaultPrevented || isChord || event.repeat || !Object.hasOwn(actions, key) || chosen("keys") === "off") return;
    if (document.querySelector("dialog[open]")) return;
    const element = target instanceof Element ? target : document.body;
    const isTaken = element.matches("input, textarea, select, [contenteditable]") || (key === " " && element.matches("button, a, summary"));
    if (isTaken) return;
    event.preventDefault();
    actions[key]();
  };
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}
