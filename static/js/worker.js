/** The service worker: what to do with each event. The line that defines `BUILD` is put before it when the site is built. */

import { isHashed, isPage, pathOf } from "./shelf/listing.js";
import { forEach, isQuota, openShelf } from "./shelf/shelf.js";
import { tidy } from "./shelf/tidy.js";

/** @typedef {import("./shelf/shelf.js").Shelf} Shelf */
/** @typedef {import("./shelf/listing.js").Listing} Listing */

/** How many milliseconds the network has to answer before the shelf does. */
const PATIENCE = 2500;
/** How many open pages are remembered to have come from the network. */
const SERVED = 50;

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const ROOT = new URL(BUILD.base, worker.location.href).href;
const OFFLINE = "offline/";

/** @type {Promise<{ shelf: Shelf, listing: Listing }> | null} */
let opened = null;
/** What was sent to the tabs opened since the worker woke, by their ids, as digests. @type {Map<string, Promise<string>>} */
const served = new Map();
let isTidy = false;

/** The shelf and this version's list. */
function open() {
  opened ??= openShelf(ROOT).then(async (shelf) => ({ shelf, listing: await shelf.listing(BUILD.version) }));
  opened.catch(() => {
    opened = null;
  });
  return opened;
}

/** @param {string} text */
async function digest(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return String.fromCharCode(...bytes);
}

/** All tabs of the site. */
async function tabs() {
  const clients = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return clients.filter(({ url }) => pathOf(url, ROOT) !== null);
}

async function install() {
  const { shelf, listing } = await open();
  const before = await shelf.state();
  const shell = BUILD.shell.filter((path) => listing.has(path));
  const here = (await tabs()).map(({ url }) => pathOf(url, ROOT) ?? "");
  await ofOneVersion(shelf, listing, async (note) => {
    await forEach(note(shell), (path) => shelf.take(path, listing));
    await takeSome(shelf, listing, note(here));
    // The first version answers as soon as it can; a later one has time, for the one before it answers meanwhile.
    if (!before.version) return;
    const visited = await carried(shelf, before.version);
    const more = before.everything ? [...listing.keys()].filter((path) => !path.startsWith("print/")) : [];
    await takeSome(shelf, listing, note([...extra(), ...visited, ...more]));
  });
  if (before.version) await shelf.change({ whole: BUILD.version });
  await worker.skipWaiting();
}

/** What the first version has left for later, or was interrupted in. */
async function fetchRest() {
  const { shelf, listing } = await open();
  if ((await shelf.state()).whole === BUILD.version) return;
  await ofOneVersion(shelf, listing, (note) => takeSome(shelf, listing, note(extra()), isBehind));
  if (!isBehind()) await shelf.change({ whole: BUILD.version });
}

/** Whether a newer version waits for this one, which browsers let go on as long as it has something to do. */
const isBehind = () => worker.registration.waiting !== null;

/** What is kept if there is room, unless the reader asked her browser to fetch as little as possible. */
const extra = () => (Reflect.get(Reflect.get(worker.navigator, "connection") ?? {}, "saveData") ? [] : BUILD.extra);

/**
 * Fetches, and throws away what was fetched if the site changed meanwhile: it may be of two versions. One worker at a time, so
 * that none throws away what another counts on; nor what pages asked for at the same time.
 * @param {Shelf} shelf
 * @param {Listing} listing
 * @param {(note: (paths: string[]) => string[]) => Promise<void>} act notes what it fetches
 */
const ofOneVersion = (shelf, listing, act) => navigator.locks.request(`${ROOT} fetching`, async () => {
  const had = await shelf.kept(listing);
  /** @type {Set<string>} */
  const noted = new Set();
  const note = (/** @type {string[]} */ paths) => {
    for (const path of paths) noted.add(path);
    return paths;
  };
  try {
    await act(note);
    const text = await (await fetch(worker.location.href, { cache: "no-store" })).text();
    if (!text.includes(BUILD.version)) throw new Error("the site changed while it was fetched");
  } catch (error) {
    const fetched = [...(await shelf.kept(listing))].filter((path) => noted.has(path) && !had.has(path) && !isHashed(path));
    for (const path of fetched) await shelf.cache.delete(shelf.place(path, listing.get(path)?.hash ?? ""));
    throw error;
  }
});

/**
 * The pages of an earlier version that are on the shelf.
 * @param {Shelf} shelf
 * @param {string} version
 */
async function carried(shelf, version) {
  const old = await shelf.listing(version).catch(() => null);
  return old ? [...(await shelf.kept(old))].filter(isPage) : [];
}

/**
 * Takes what can be had. What cannot is done without; no more room ends it, and is noted.
 * @param {Shelf} shelf
 * @param {Listing} listing
 * @param {string[]} paths
 * @param {() => boolean} [isOver] whether to leave out the rest
 */
async function takeSome(shelf, listing, paths, isOver = () => false) {
  const full = await forEach(new Set(paths.filter((path) => listing.has(path))), async (path) => {
    if (isOver()) return;
    await shelf.take(path, listing).catch((error) => {
      if (isQuota(error)) throw error;
    });
  }).then(() => false, () => true);
  await shelf.change({ isFull: full }).catch(() => {});
}

async function activate() {
  const { shelf, listing } = await open();
  const { version, left } = await shelf.state();
  const here = (await tabs()).map(({ id }) => id);
  const behind = version && version !== BUILD.version ? [{ version, clients: here }] : [];
  await shelf.change({ version: BUILD.version, left: [...left.filter((it) => it.version !== BUILD.version), ...behind] });
  await tidy(shelf, { version: BUILD.version, listing, shell: BUILD.shell, open: here });
  await worker.clients.claim();
}

/**
 * A file that is always the same.
 * @param {Request} request
 * @param {(work: Promise<unknown>) => void} later
 */
async function hashed(request, later) {
  const { cache } = await openShelf(ROOT);
  const there = await cache.match(request.url);
  if (there) return there;
  const response = await fetch(request);
  if (response.status === 200 && response.type === "basic") later(cache.put(request.url, response.clone()).catch(() => {}));
  return response;
}

/**
 * A page, or a file that changes: the network's if it answers in time, else what is on the shelf.
 * @param {FetchEvent} event
 * @param {string} path
 */
async function current(event, path) {
  const network = fetch(event.request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  const answer = await Promise.race([network, late]).catch(() => null);
  if (answer && answer.status < 500) {
    if (isPage(path)) remember(event, path, answer.clone());
    return answer;
  }
  const { shelf, listing } = await open();
  const there = (await shelf.find(path, listing)) ?? (await elsewhere(shelf, listing, path));
  if (there) return there;
  const last = await network.catch(() => null);
  if (last) return last;
  if (event.request.mode !== "navigate") return Response.error();
  const told = await shelf.find(OFFLINE, listing);
  return told ? new Response(told.body, { status: 503, headers: told.headers }) : Response.error();
}

/**
 * A page that was asked for without its slash.
 * @param {Shelf} shelf
 * @param {Listing} listing
 * @param {string} path
 */
async function elsewhere(shelf, listing, path) {
  return (await shelf.find(`${path}/`, listing)) ? Response.redirect(shelf.place(`${path}/`, "")) : undefined;
}

/**
 * Keeps a page that was visited, and what it looked like to the tab that got it.
 * @param {FetchEvent} event
 * @param {string} path
 * @param {Response} response
 */
function remember(event, path, response) {
  if (response.status !== 200 || response.type !== "basic" || response.redirected) return;
  const html = response.text();
  if (event.resultingClientId) {
    served.set(event.resultingClientId, html.then(digest));
    for (const id of [...served.keys()].slice(0, -SERVED)) served.delete(id);
  }
  const keep = async () => {
    const { shelf, listing } = await open();
    const isNew = listing.has(path) && !(await shelf.find(path, listing));
    if (isNew) await shelf.putPage(path, { html: await html, headers: response.headers }, listing);
    if (isTidy) return;
    isTidy = true;
    // The tab that goes to another page is still there as the one it was.
    isTidy = !(await tidy(shelf, { version: BUILD.version, listing, shell: BUILD.shell, open: (await tabs()).map(({ id }) => id) }));
  };
  event.waitUntil(keep().catch(() => {}));
}

/**
 * Whether the page at a path is another now than the one with this digest.
 * @param {string} path
 * @param {string} was
 */
async function hasChanged(path, was) {
  const { shelf, listing } = await open();
  const there = await shelf.find(path, listing);
  const page = there ?? (await fetch(shelf.place(path, ""), { cache: "no-cache" }).catch(() => null));
  return page?.ok ? (await digest(await page.text())) !== was : false;
}

/**
 * What a page may ask: to keep some pages; to fetch what is left; not to wait for the worker before; what the page looked like when it
 * was sent; whether it looks otherwise now.
 * @param {ExtendableMessageEvent} event
 */
async function answer({ data, source }) {
  if (!source || !("url" in source)) return;
  const { keep, asks, was } = data ?? {};
  if (Array.isArray(keep)) {
    const { shelf, listing } = await open();
    await takeSome(shelf, listing, keep, isBehind);
  }
  if (asks === "rest") await fetchRest();
  if (asks === "turn") await worker.skipWaiting();
  if (asks === "digest") source.postMessage({ digest: (await served.get(source.id)) ?? "" });
  if (asks === "change") {
    const path = pathOf(source.url, ROOT);
    source.postMessage({ isChanged: path === null || !was || (await hasChanged(path, was)) });
  }
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => event.waitUntil(answer(event).catch(() => {})));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = request.method === "GET" && !request.headers.has("range") ? pathOf(request.url, ROOT) : null;
  if (path === null) return;
  // What is fetched for the shelf, page by page, is nothing to be answered from it or put up twice.
  if (isPage(path) && request.mode !== "navigate" && request.cache === "no-cache") return;
  if (isHashed(path)) event.respondWith(hashed(request, (work) => event.waitUntil(work)));
  else if (isPage(path) || request.mode === "navigate" || path.endsWith(".json") || path === "search/root.txt") event.respondWith(current(event, path));
});
