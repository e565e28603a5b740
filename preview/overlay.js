/** What is wrong with the content, over the page: a badge in the corner, and a dialog with the terminal's words. */

/**
 * @typedef {{ name: string, url: string | null }} Place
 * @typedef {{ severity: "error" | "warning", text: string, places: Place[] }} Problem
 * @typedef {{ counts: { errors: number, warnings: number }, more: number, problems: Problem[] }} Problems
 */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/**
 * @param {number} count
 * @param {string} noun
 */
const counted = (count, noun) => (count === 1 ? `1 ${noun}` : `${count} ${noun}s`);

/** @param {Problems["counts"]} counts */
export function summary({ errors, warnings }) {
  /** @type {[number, string][]} */
  const all = [[errors, "error"], [warnings, "warning"]];
  return all.filter(([count]) => count > 0).map(([count, noun]) => counted(count, noun)).join(", ");
}

/**
 * A problem in the terminal's words, its places links into the editor.
 * @param {Problem} problem
 */
export function show({ severity, text, places }) {
  const shown = element("pre", { class: severity, tabindex: "0" });
  let rest = text;
  for (const { name, url } of places) {
    const at = url ? rest.indexOf(name) : -1;
    if (!url || at < 0) continue;
    shown.append(rest.slice(0, at), element("a", { href: url }, name));
    rest = rest.slice(at + name.length);
  }
  shown.append(rest);
  return shown;
}

/** Puts the overlay into the page, in a tree that neither the site's styles nor its scripts reach by accident. */
export function startOverlay() {
  const host = document.createElement("studybook-preview");
  const root = host.attachShadow({ mode: "open" });
  const badge = element("button", { type: "button", class: "badge", "aria-haspopup": "dialog", hidden: "" });
  const title = element("h1", { id: "title" });
  const close = element("button", { type: "button", class: "close" }, "Close");
  const list = element("div", { class: "list" });
  const desk = element("p", { class: "desk" }, element("a", { href: "/__studybook/" }, "About this build"));
  const dialog = element("dialog", { "aria-labelledby": "title" }, element("div", { class: "head" }, title, close), list, desk);
  const status = element("p", { class: "status", role: "status" });
  root.append(element("link", { rel: "stylesheet", href: "/__studybook/overlay.css" }), badge, status, dialog);
  document.documentElement.append(host);

  /** Whether the dialog came by itself, and goes by itself. */
  let isUninvited = false;
  let known = "";
  badge.addEventListener("click", () => {
    isUninvited = false;
    dialog.showModal();
  });
  close.addEventListener("click", () => dialog.close());
  // Keys of the page do not work through the dialog.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());

  /** @param {Problems} found */
  function apply({ counts, more, problems }) {
    const text = summary(counts);
    const hasErrors = counts.errors > 0;
    title.textContent = hasErrors ? `${text}: this page is from before` : text;
    list.replaceChildren(...problems.map(show));
    if (more > 0) list.append(element("p", {}, `And ${more} more; the terminal has them all.`));
    badge.textContent = hasErrors ? counted(counts.errors, "error") : counted(counts.warnings, "warning");
    badge.className = hasErrors ? "badge error" : "badge";
    badge.hidden = counts.errors + counts.warnings === 0;
    status.textContent = hasErrors ? text : "";
    if (hasErrors && !dialog.open) {
      isUninvited = true;
      dialog.showModal();
    } else if (!hasErrors && dialog.open && (isUninvited || badge.hidden)) {
      dialog.close();
    }
  }

  return {
    /** Fetches what is wrong now and shows it. */
    async update() {
      const response = await fetch("/__studybook/problems.json", { cache: "no-store" }).catch(() => null);
      if (!response?.ok) return;
      const found = await response.json();
      const now = JSON.stringify(found.problems);
      if (now === known) return;
      known = now;
      apply(found);
    },
  };
}
