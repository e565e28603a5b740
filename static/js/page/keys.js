/** Keys that act by themselves, as long as the reader wants them to. */

import { chosen } from "./choices.js";
import { fetchModule } from "./module.js";

/**
 * The key of an event that is pressed alone and means nothing where the focus is; otherwise nothing.
 * @param {KeyboardEvent} event
 */
export function singleKey({ key, ctrlKey, metaKey, altKey, target, defaultPrevented }) {
  // What is closed keeps the focus until the next frame.
  const isOpen = target instanceof HTMLElement && target.checkVisibility();
  const isTyped = isOpen && (target.isContentEditable || target.matches("input, textarea, select, dialog *"));
  return ctrlKey || metaKey || altKey || isTyped || defaultPrevented || chosen("keys") === "off" ? "" : key;
}

/**
 * @param {string} selector
 * @returns {boolean} whether there was anything to press
 */
function press(selector) {
  /** @type {HTMLElement | null} */
  const found = document.querySelector(selector);
  found?.click();
  return found !== null;
}

/**
 * To the next or the last question: in a list the focus goes there, on its page the reader does.
 * @param {1 | -1} step
 */
function move(step) {
  /** @type {NodeListOf<HTMLElement>} */
  const links = document.querySelectorAll(".list h3 a, .sheet h2 a, .pages .forward");
  const stops = [...links].filter((link) => link.checkVisibility());
  const from = stops.findIndex((stop) => stop === document.activeElement);
  const next = from < 0 ? stops.find((stop) => stop.getBoundingClientRect().top >= 0) : stops[from + step];
  next?.focus();
  return stops.length > 0 || press(`.turn [rel="${step > 0 ? "next" : "prev"}"]`);
}

/** Opens the answer of a question's page, unless the key means something else where the focus is. @param {EventTarget | null} target */
function reveal(target) {
  const answers = document.querySelectorAll("details.answer");
  const [answer] = answers;
  const isTaken = target instanceof Element && target.closest("a, button, summary, [tabindex='0']");
  if (isTaken || answers.length > 1 || !(answer instanceof HTMLDetailsElement) || answer.open) return false;
  answer.open = true;
  return true;
}

/** @param {HTMLButtonElement} button the one that shows what keys there are */
export function startKeys(button) {
  const open = () => {
    fetchModule(button.dataset.script ?? "").then((sheet) => sheet.open()).catch(() => {});
    return true;
  };
  /** @type {Record<string, (target: EventTarget | null) => boolean>} each says whether it did anything */
  const acts = { "?": open, j: () => move(1), k: () => move(-1), h: () => press("button.hide"), s: () => press(".own .star"), " ": reveal };
  button.addEventListener("click", open);
  button.hidden = false;
  document.addEventListener("keydown", (event) => {
    const key = singleKey(event);
    if (Object.hasOwn(acts, key) && acts[key](event.target)) event.preventDefault();
  });
}
