/** Whether the site can be read without a network: starts the service worker, or sees to it that none is left. */

import { fetchModule } from "./module.js";

/**
 * @param {HTMLAnchorElement | null} link knows the addresses; none if the site needs a network
 * @param {ServiceWorkerContainer} container
 */
export function startOffline(link, container) {
  if (link) {
    // Whatever the page needs first comes first.
    const start = () => void fetchModule(link.dataset.script ?? "").then((offline) => offline.start(link, container)).catch(() => {});
    if (document.readyState === "complete") start();
    else addEventListener("load", start);
    return;
  }
  // On an address of this machine only, a worker that is left may be any project's.
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  const home = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a.brand"))?.href;
  const leave = (/** @type {readonly ServiceWorkerRegistration[]} */ all) => all.filter(({ scope }) => isHere || scope === home).map((it) => it.unregister());
  container.getRegistrations().then(leave).catch(() => {});
  caches.delete(`studybook ${home}`).catch(() => {});
}
