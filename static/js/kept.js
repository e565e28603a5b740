/** The page `/offline/`: what of the site is on this device, and how to have all of it, or none. */

import { element, pushButton } from "./search/elements.js";
import { isPage } from "./shelf/listing.js";
import { forEach, isQuota, openShelf } from "./shelf/shelf.js";

/** @typedef {import("./shelf/shelf.js").Shelf} Shelf */
/** @typedef {import("./shelf/listing.js").Listing} Listing */
/** @typedef {{ listing: Listing, kept: Set<string>, version: string, isFull: boolean }} View */

/** How many files are fetched between two looks at whether the version is still the same. */
const STRIDE = 50;

const units = ["bytes", "kB", "MB", "GB"];
/** @param {number} bytes */
function sized(bytes) {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const number = bytes / 1000 ** power;
  return `${power > 0 && number < 10 ? number.toFixed(1) : Math.round(number)} ${units[power]}`;
}

/** What a reader may want of a version: paper apart, which says everything again. @param {Listing} listing */
const wanted = (listing) => [...listing.keys()].filter((path) => !path.startsWith("print/"));

/** @param {Listing} listing @param {Iterable<string>} paths */
const sizeOf = (listing, paths) => [...paths].reduce((sum, path) => sum + (listing.get(path)?.size ?? 0), 0);

/** @param {Iterable<string>} paths */
const questionsIn = (paths) => [...paths].filter((path) => path.startsWith("questions/") && isPage(path)).length;

/** @param {Shelf} shelf @returns {Promise<View | null>} nothing if no version was installed */
async function look(shelf) {
  const { version, isFull } = await shelf.state();
  if (!version) return null;
  const listing = await shelf.listing(version);
  return { listing, kept: await shelf.kept(listing), version, isFull };
}

/** @param {View} view */
function describe({ listing, kept, isFull }) {
  const index = wanted(listing).filter((path) => path.startsWith("search/") && !isPage(path));
  const there = index.filter((path) => kept.has(path)).length;
  const search = index.length === 0 ? "" : there === index.length ? " Search works without a network." : there > 0 ? " Search works in part without a network." : " Search needs a network.";
  const room = isFull ? " The browser had no room for more." : "";
  return `${questionsIn(kept)} of ${questionsIn(listing.keys())} questions are on this device, ${sized(sizeOf(listing, kept))} in all.${search}${room}`;
}

/**
 * Fetches what is missing.
 * @param {Shelf} shelf
 * @param {View} view
 * @param {{ progress: (bytes: number) => void, isWanted: () => boolean }} options
 * @returns {Promise<string>} what to tell the reader
 */
async function download(shelf, { listing, kept, version }, { progress, isWanted }) {
  const missing = wanted(listing).filter((path) => !kept.has(path));
  let bytes = 0;
  let lost = 0;
  try {
    for (let start = 0; start < missing.length && isWanted(); start += STRIDE) {
      if ((await shelf.state()).version !== version) return "The site was renewed meanwhile. Download it again to have the new version.";
      await forEach(missing.slice(start, start + STRIDE), async (path) => {
        if (!isWanted()) return;
        await shelf.take(path, listing).catch((error) => {
          if (isQuota(error)) throw error;
          lost += 1;
        });
        bytes += listing.get(path)?.size ?? 0;
        progress(bytes);
      });
    }
  } catch {
    await shelf.change({ isFull: true }).catch(() => {});
    return "The browser has no more room. What was fetched so far is kept.";
  }
  if (!isWanted()) return "Stopped. What was fetched so far is kept.";
  if (lost > 0) return navigator.onLine ? `${lost} files could not be fetched. Try again in a while.` : "The network is away. Download the rest once it is back.";
  await shelf.change({ everything: true, isFull: false });
  return "Everything is on this device. New versions will be fetched by themselves.";
}

/**
 * Why there is no use in trying; nothing if there is.
 * @param {number} bytes
 */
async function refusal(bytes) {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  return bytes > quota - usage ? `This takes ${sized(bytes)}, and the browser has room for ${sized(Math.max(quota - usage, 0))} only. Questions you visit are kept all the same.` : "";
}

/** @param {Shelf} shelf */
async function remove(shelf) {
  const view = await look(shelf);
  await shelf.change({ everything: false });
  const questions = [...(view?.kept ?? [])].filter((path) => path.startsWith("questions/"));
  await forEach(questions, (path) => shelf.cache.delete(shelf.place(path, view?.listing.get(path)?.hash ?? "")));
}

/**
 * @param {HTMLElement} place
 * @param {Shelf} shelf
 * @returns {() => Promise<void>} shows what there is now
 */
function makePanel(place, shelf) {
  const about = element("p");
  const status = element("p", { role: "status" });
  const bar = element("progress", { "aria-label": "Downloaded", hidden: "" });
  let isWanted = false;
  const start = pushButton("", async () => {
    const view = await look(shelf);
    if (!view) return;
    const bytes = sizeOf(view.listing, wanted(view.listing).filter((path) => !view.kept.has(path)));
    const refused = await refusal(bytes);
    if (refused) return void (status.textContent = refused);
    isWanted = true;
    bar.max = Math.max(bytes, 1);
    bar.value = 0;
    bar.hidden = false;
    stop.hidden = false;
    start.hidden = true;
    stop.focus();
    status.textContent = `Downloading ${sized(bytes)}.`;
    status.textContent = await download(shelf, view, { progress: (done) => (bar.value = done), isWanted: () => isWanted });
    const hadFocus = stop.contains(document.activeElement);
    bar.hidden = true;
    stop.hidden = true;
    await refresh();
    if (hadFocus) (start.hidden ? drop : start).focus();
  });
  const stop = pushButton("Stop", () => (isWanted = false), { hidden: "" });
  const drop = pushButton("Remove questions from this device", async () => {
    await remove(shelf);
    status.textContent = "The questions were removed. Those you visit will be kept again.";
    await refresh();
    start.focus();
  });
  const refresh = async () => {
    const view = await look(shelf);
    if (!view) return;
    about.textContent = describe(view);
    const missing = wanted(view.listing).filter((path) => !view.kept.has(path));
    start.textContent = `Download everything (${sized(sizeOf(view.listing, missing))})`;
    start.hidden = missing.length === 0;
    drop.hidden = questionsIn(view.kept) === 0;
    // Nothing is on the page before it says what it is.
    if (!about.isConnected) place.replaceChildren(about, bar, element("p", { class: "actions" }, start, stop, drop), status);
  };
  return refresh;
}

/** @param {HTMLElement} place */
export async function start(place) {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.offline"));
  const says = (/** @type {string} */ text) => place.replaceChildren(element("p", { role: "status" }, text));
  if (!link || !navigator.serviceWorker) return says("This browser keeps nothing of this site, or not at this address.");
  const root = new URL(".", new URL(link.dataset.worker ?? "", location.href)).href;
  const shelf = await openShelf(root).catch(() => null);
  if (!shelf) return says("This browser keeps nothing of this site: it has no room, or it was told not to.");
  /** @type {ReturnType<typeof makePanel> | null} */
  let refresh = null;
  const show = async () => {
    if (refresh || (await look(shelf))) await (refresh ??= makePanel(place, shelf))();
    else says("Nothing of this site is on this device yet. If this does not change within a minute, the browser has no room for it, or was told to keep nothing.");
  };
  await show();
  navigator.serviceWorker.addEventListener("controllerchange", () => void show());
}

const place = document.querySelector(".kept");
if (place instanceof HTMLElement) void start(place);
const missed = document.querySelector(".missed");
// This page stands in for others that are not on the device.
if (missed instanceof HTMLElement && !location.pathname.endsWith("/offline/")) missed.hidden = false;
