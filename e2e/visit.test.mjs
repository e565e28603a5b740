/** The watched visit itself: whatever happens to a page, its visit ends. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { own } from "./sites.mjs";
import { visit } from "./visit.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => void (browser = await launch()));
after(() => browser.close());

test("a page that crashes fails its visit and leaves no server behind", async () => {
  let origin = "";
  const crashed = visit(browser, own(), {}, async ({ page, server, root }) => {
    origin = server.origin;
    await page.route("**/*.css", (route) => route.continue());
    await page.goto(root);
    const crash = page.waitForEvent("crash");
    await Promise.allSettled([page.goto("chrome://crash"), crash]);
    await page.reload();
  });
  await assert.rejects(crashed, /crashed/i);
  await assert.rejects(fetch(origin));
});

test("a visit ends though its service worker has been stopped", () =>
  visit(browser, own(), {}, async ({ context, page, root }) => {
    await context.route("**/*.css", (route) => route.continue());
    await page.goto(root);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
    const session = await context.newCDPSession(page);
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
  }));
