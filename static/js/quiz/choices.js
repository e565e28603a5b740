/**
 * The choices of a quiz question, wherever its HTML is shown. That says which are right, so nothing is fetched; without
 * this the answer opens below the choices.
 *
 * A verdict is told to whoever listens: the question's article is sent `studybook:quiz`, whose `detail` holds the
 * question's `id` and whether the choice was `correct`.
 */

/**
 * Lets a reader check what she chose.
 * @param {Element} quiz
 */
export function checkChoices(quiz) {
  // Code in a choice has a button of its own.
  const button = quiz.querySelector(":scope > button");
  const verdict = quiz.querySelector(".verdict");
  const choices = [...quiz.querySelectorAll(".choice")];
  if (!(button instanceof HTMLButtonElement) || !verdict || choices.length === 0) return;

  /** @param {Element} choice */
  const isChosen = (choice) => choice.querySelector("input")?.checked === true;
  /** @param {Element} choice */
  const isRight = (choice) => choice.hasAttribute("data-right");

  button.hidden = false;
  button.disabled = !choices.some(isChosen);
  quiz.addEventListener("change", () => {
    button.disabled = !choices.some(isChosen);
    verdict.textContent = "";
    for (const choice of choices) choice.classList.remove("correct", "incorrect");
  });
  button.addEventListener("click", () => {
    const correct = choices.every((choice) => isChosen(choice) === isRight(choice));
    for (const choice of choices) {
      choice.classList.toggle("correct", isRight(choice));
      choice.classList.toggle("incorrect", isChosen(choice) && !isRight(choice));
    }
    const letters = choices.filter(isRight).map((choice) => choice.querySelector(".letter")?.textContent ?? "");
    verdict.textContent = correct ? "Right." : `Not right: it is ${letters.join(", ")}.`;
    const article = quiz.closest("article");
    const solution = article?.querySelector("details.solution");
    if (solution instanceof HTMLDetailsElement) solution.open = true;
    const detail = { id: quiz.getAttribute("data-question") ?? "", correct };
    article?.dispatchEvent(new CustomEvent("studybook:quiz", { bubbles: true, detail }));
  });
}
