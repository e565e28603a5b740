/**
 * Keeps a page of the preview like the site: the server says when it is not, and nothing else. No file of the site holds
 * this script; it is added when a page is sent.
 */

import { startOverlay } from "./overlay.js";

const KEPT = "studybook-preview";

const script = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-studybook]"));
const { page = "", styles = "", home = "/", source, missing = "" } = script.dataset;
const overlay = startOverlay();

/** What this tab shows, told to the server whenever it connects. */
const shown = { path: location.pathname, page, styles, missing };

/** The page's folding parts, by their place and their words: those outlive a change of the rest. */
function foldings() {
  return [...document.querySelectorAll("details")].map((details, place) => ({
    details,
    name: `${place} ${details.querySelector("summary")?.textContent ?? ""}`,
  }));
}

/** Loads the page anew; what is open and where it is scrolled to comes back. */
function reload() {
  const open = foldings().filter(({ details }) => details.open).map(({ name }) => name);
  const closed = foldings().filter(({ details }) => !details.open).map(({ name }) => name);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, left: scrollX, top: scrollY, open, closed }));
    history.scrollRestoration = "manual";
  } catch {
    // Without storage the browser does what it can.
  }
  location.reload();
}

/** Puts back what `reload` kept. */
function restore() {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
  } catch {
    return;
  }
  if (kept?.path !== location.pathname) return;
  for (const { details, name } of foldings()) {
    if (kept.open.includes(name)) details.open = true;
    if (kept.closed.includes(name)) details.open = false;
  }
  const scroll = () => scrollTo({ left: kept.left, top: kept.top, behavior: "instant" });
  scroll();
  // Pictures may still change how long the page is.
  addEventListener("load", () => {
    scroll();
    history.scrollRestoration = "auto";
  });
}

/** Takes the style sheets the page has now; the old ones go when the new ones are there. */
async function restyle() {
  const response = await fetch(location.pathname, { cache: "no-cache" });
  const text = await response.text();
  const wanted = [...text.matchAll(/assets\/[^"'\s<>]+\.css/g)].map(([name]) => name);
  const stem = (/** @type {string} */ name) => name.replace(/\.[0-9a-f]{10}\.css$/, "");
  for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
    const old = link.getAttribute("href") ?? "";
    const current = wanted.find((name) => stem(name) === stem(old.slice(old.lastIndexOf("assets/"))));
    if (!current || old.endsWith(current)) continue;
    const fresh = /** @type {HTMLLinkElement} */ (link.cloneNode());
    fresh.href = old.slice(0, old.lastIndexOf("assets/")) + current;
    fresh.addEventListener("load", () => link.remove());
    fresh.addEventListener("error", () => fresh.remove());
    link.after(fresh);
  }
}

/** @type {EventSource | null} */
let events = null;

function connect() {
  events = new EventSource(`/__studybook/events?${new URLSearchParams(shown)}`);
  events.addEventListener("reload", reload);
  events.addEventListener("gone", () => location.replace(home));
  events.addEventListener("styles", () => void restyle().catch(reload));
  events.addEventListener("problems", () => void overlay.update());
  events.addEventListener("open", () => document.documentElement.setAttribute("data-preview", "connected"));
  events.addEventListener("error", () => {
    // The browser connects again by itself, except to what answers with an error.
    if (events?.readyState === EventSource.CLOSED) {
      disconnect();
      setTimeout(follow, 1000);
    }
  });
}

function disconnect() {
  events?.close();
  events = null;
}

/** A browser has six connections for a host: a tab nobody sees needs none. */
function follow() {
  if (document.hidden) disconnect();
  else if (!events) connect();
}

/** @param {KeyboardEvent} event */
function openSource(event) {
  const { key, ctrlKey, metaKey, altKey, target, defaultPrevented } = event;
  const isField = target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
  if (!source || key.toLowerCase() !== "e" || ctrlKey || metaKey || altKey || isField || defaultPrevented) return;
  event.preventDefault();
  location.assign(source);
}

restore();
follow();
document.addEventListener("visibilitychange", follow);
// A page that comes back from the browser's memory may be old.
addEventListener("pageshow", (event) => {
  if (event.persisted) follow();
});
addEventListener("pagehide", disconnect);
document.addEventListener("keydown", openSource);
