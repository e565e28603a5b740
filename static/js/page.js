/** The conveniences of a page that need JavaScript. Whatever not every reader wants is fetched when it is wanted. */

import { startAnswers } from "./page/answers.js";
import { startThemeSwitch } from "./page/colours.js";
import { addCopyButtons } from "./page/copy.js";
import { startSearch } from "./page/door.js";
import { startFilter } from "./page/filter.js";
import { startKeys } from "./page/keys.js";
import { startOffline } from "./page/offline.js";
import { startOwn } from "./page/own.js";

/** @type {HTMLElement | null} */
const ownPlace = document.querySelector(".own");
if (ownPlace) startOwn(ownPlace);

/** @type {HTMLAnchorElement | null} */
const searchLink = document.querySelector("a.find");
if (searchLink) startSearch(searchLink);

/** @type {HTMLButtonElement | null} */
const themeSwitch = document.querySelector("button.theme");
if (themeSwitch) startThemeSwitch(themeSwitch);

/** @type {HTMLButtonElement | null} */
const answersSwitch = document.querySelector("button.hide");
if (answersSwitch) startAnswers(answersSwitch, document.querySelectorAll("details.answer"));

/** @type {HTMLButtonElement | null} */
const keysButton = document.querySelector("button.keys");
if (keysButton) startKeys(keysButton);

/** @type {HTMLElement | null} */
const filterPlace = document.querySelector(".filter");
if (filterPlace) startFilter(filterPlace);

/** @type {NodeListOf<HTMLElement>} */
const blocks = document.querySelectorAll(".code");
// Browsers offer the clipboard to secure origins only.
if (blocks.length > 0 && navigator.clipboard) addCopyButtons(blocks);

if (navigator.serviceWorker) startOffline(document.querySelector("a.offline"), navigator.serviceWorker);
