/** A visit to a site in a fresh browser context, watched from beginning to end. */

import { watch } from "./browser.mjs";
import { none } from "./none.mjs";
import { serve } from "./server.mjs";

/** @typedef {import("./sites.mjs").Site} Site */
/** @typedef {import("playwright-core").BrowserContext} BrowserContext */
/** @typedef {import("playwright-core").Page} BrowserPage */
/** @typedef {import("playwright-core").Route} Route */
/** @typedef {import("./server.mjs").Server} Server */
/** @typedef {{ context: BrowserContext, page: BrowserPage, server: Server, root: string }} Visit root is the address of the site */
/** @typedef {import("playwright-core").BrowserContextOptions & { expected?: RegExp, headers?: boolean, delay?: number }} Options delay: milliseconds each answer takes */

/** What a page says where the visit allows no service worker. */
const BLOCKED = /blocked by Playwright/;

/**
 * Fails if anything went wrong on the way that `expected` does not name.
 * @param {import("playwright-core").Browser} browser
 * @param {Site} site
 * @param {Options} options
 * @param {(visit: Visit) => Promise<void>} look
 */
export async function visit(browser, site, { expected, headers = true, delay = 0, ...options }, look) {
  const server = await serve(site.folder, site.base, { withHeaders: headers, delay });
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const troubles = watch(context, server.origin);
  try {
    await look({ context, page: await context.newPage(), server, root: server.origin + site.base });
  } finally {
    // What answers in the server's place may still be fetching, and nobody waits for it any more. Neither a crashed page nor a
    // service worker that was stopped answers that it has heard so: only closing the context ends the wait for them.
    const unrouted = [context, ...context.pages()].map((routed) => routed.unrouteAll({ behavior: "ignoreErrors" }));
    try {
      await Promise.all([context.close(), Promise.allSettled(unrouted)]);
    } finally {
      await server.close();
    }
  }
  const away = options.serviceWorkers === "block" ? BLOCKED : undefined;
  none(troubles.filter((trouble) => !expected?.test(trouble) && !away?.test(trouble)));
}

/**
 * Answers the first request so, and lets the others through. A route with `times` would go with that answer, and what the page asks
 * for while the browser stops intercepting is held for ever, or never reported.
 * @param {(route: Route) => Promise<void>} fault
 */
export function once(fault) {
  let isFirst = true;
  return async (/** @type {Route} */ route) => {
    if (!isFirst) return route.continue();
    isFirst = false;
    await fault(route);
  };
}
