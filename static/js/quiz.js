/** The choices of a question's own page. */

import { checkChoices } from "./quiz/choices.js";

document.querySelectorAll(".quiz").forEach(checkChoices);
