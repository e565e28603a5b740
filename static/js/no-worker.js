/** Takes the place of a service worker and removes it: for sites that are not to be read offline, and for previews. */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

async function leave() {
  const name = `studybook ${worker.registration.scope}`;
  await caches.delete(name);
  await worker.registration.unregister();
  const clients = await worker.clients.matchAll({ type: "window" });
  // What an old worker answered is on the screen still.
  await Promise.all(clients.map((client) => client.navigate(client.url).catch(() => null)));
}

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(leave()));
