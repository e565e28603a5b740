/** Answers that stay closed until the reader opens them. */

import { remember } from "./choices.js";

const page = document.documentElement;

/** Opens the answer that an address leads into; browsers do so too, but not all of them. */
function followAddress() {
  const target = document.getElementById(decodeURI(location.hash.slice(1)));
  const answer = target?.closest("details");
  if (!answer || answer.open) return;
  answer.open = true;
  target?.scrollIntoView();
}

/**
 * @param {HTMLButtonElement} button
 * @param {NodeListOf<HTMLDetailsElement>} answers
 */
export function startAnswers(button, answers) {
  /** @param {boolean} areHidden */
  const show = (areHidden) => {
    button.setAttribute("aria-checked", String(areHidden));
    for (const answer of answers) answer.open = !areHidden;
    // From here on they are closed by themselves, and the style sheet need not hide them.
    if (areHidden) page.dataset.answers = "closed";
    else delete page.dataset.answers;
  };
  button.addEventListener("click", () => {
    const areHidden = button.getAttribute("aria-checked") !== "true";
    remember("answers", areHidden ? "hidden" : null);
    show(areHidden);
  });
  if (page.dataset.answers) show(true);
  button.hidden = false;
  followAddress();
  addEventListener("hashchange", followAddress);

  /** @type {HTMLDetailsElement[]} */
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...answers].filter((answer) => !answer.open);
    for (const answer of closed) answer.open = true;
  });
  addEventListener("afterprint", () => {
    for (const answer of closed) answer.open = false;
  });
}
