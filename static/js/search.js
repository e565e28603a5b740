/** Search: a dialog on every page, and the page of its own. Fetched when a reader first turns to it. */

import { element, pushButton } from "./search/elements.js";
import { createPanel } from "./search/panel.js";
import { openSource } from "./search/source.js";

/** @typedef {ReturnType<typeof openSource>} Source */

// For pages that ask without a field, as study does.
export { openSource };

/**
 * @param {HTMLAnchorElement} link the header's; it knows the addresses
 * @param {import("./search/pack.js").Files | null} files
 * @returns {{ open: () => void }}
 */
export function start(link, files) {
  const source = openSource(link, files);
  const base = new URL("..", link.href).href;
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector("form.search");
  return form ? fillPage(form, source, base) : createDialog(link, source, base);
}

/**
 * The question lives in the address: typing changes it, putting a question makes a step to go back to.
 * @param {HTMLFormElement} form
 * @param {Source} source
 * @param {string} base
 */
function fillPage(form, source, base) {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
  const asked = () => new URLSearchParams(location.search).get("q") ?? "";
  let put = asked();
  const panel = createPanel(form, source, base, (query, isWhole) => {
    const address = query ? `?q=${encodeURIComponent(query).replaceAll("%20", "+")}` : location.pathname;
    if (isWhole && query !== put) {
      // What was typed on the way must not be what "back" leads to.
      history.replaceState(null, "", put ? `?q=${encodeURIComponent(put)}` : location.pathname);
      history.pushState(null, "", address);
      put = query;
    } else history.replaceState(null, "", address);
  });
  const show = () => {
    put = asked();
    input.value = put;
    void panel.refresh();
  };
  addEventListener("popstate", show);
  form.after(panel.found);
  form.hidden = false;
  show();
  if (!put) panel.focus();
  return { open: panel.focus };
}

/**
 * @param {HTMLAnchorElement} link
 * @param {Source} source
 * @param {string} base
 */
function createDialog(link, source, base) {
  const input = element("input", {
    type: "text",
    id: "search-query",
    name: "q",
    maxlength: "500",
    placeholder: "Search",
    "aria-label": "Search for",
    inputmode: "search",
    enterkeyhint: "search",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
  });
  const close = pushButton("Close", () => dialog.close());
  const form = element("form", { class: "search", role: "search" }, input, close);
  const whole = element("a", { class: "more", href: link.href }, "Open as a page");
  const panel = createPanel(form, source, base, (query) => {
    whole.href = query ? `${link.href}?q=${encodeURIComponent(query)}` : link.href;
  });
  const dialog = element("dialog", { class: "searching", "aria-label": "Search" }, form, panel.found, whole);
  dialog.addEventListener("click", (event) => {
    const option = event.target instanceof Element && event.target.closest("a");
    // A hit on this very page only moves it.
    if (option || event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  return {
    open: () => {
      if (!dialog.open) dialog.showModal();
      panel.focus();
      void panel.refresh();
    },
  };
}
