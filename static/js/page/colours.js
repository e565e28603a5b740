/** The switch between the colours of the system, light ones and dark ones. */

import { remember } from "./choices.js";

const THEMES = ["auto", "light", "dark"];
const root = document.documentElement;

/** The remembered theme; `auto` follows the system. */
function currentTheme() {
  return root.dataset.theme ?? "auto";
}

/**
 * Sets the page's colours and, through the theme-color elements, the browser's.
 * @param {string} theme
 */
function applyTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.querySelectorAll('meta[name="theme-color"]').forEach((meta, position) => {
    const scheme = THEMES[position + 1];
    meta.setAttribute("media", theme === "auto" ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? "all" : "not all");
  });
}

/** @param {HTMLButtonElement} button */
export function startThemeSwitch(button) {
  const name = button.lastElementChild;
  /** @param {string} theme */
  const show = (theme) => {
    applyTheme(theme);
    if (name) name.textContent = theme.charAt(0).toUpperCase() + theme.slice(1);
  };
  button.addEventListener("click", () => {
    const theme = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length] ?? "auto";
    remember("theme", theme === "auto" ? null : theme);
    show(theme);
  });
  show(currentTheme());
  button.hidden = false;
}
