/** The browser of the tests, and what every page that is opened in it is watched for. */

import { chromium } from "playwright-core";

/** @typedef {import("playwright-core").Page} BrowserPage */
/** @typedef {import("playwright-core").BrowserContext} BrowserContext */

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/**
 * A run that is told to end ends at once, and the browser with it: its tests are not given a browser that is closing.
 * @param {string[]} [args]
 */
export function launch(args = []) {
  return chromium.launch({ executablePath: CHROMIUM, args, handleSIGTERM: false });
}

/**
 * Collects what no page may do: errors and warnings in the console (a policy's violations are among them), exceptions,
 * failed requests, dialogs, and requests to any other host.
 * @param {BrowserContext} context
 * @param {string} origin
 * @returns {string[]} grows while pages are open
 */
export function watch(context, origin) {
  /** @type {string[]} */
  const troubles = [];
  context.on("console", (message) => {
    const expected = message.text().includes("status of 404") && message.location().url.endsWith("/404.html");
    if (["error", "warning"].includes(message.type()) && !expected) troubles.push(`${message.location().url}: ${message.text()}`);
  });
  context.on("weberror", (event) => troubles.push(`exception: ${event.error()}`));
  context.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // Whoever leaves a page gives up what it still fetches.
    if (reason !== "net::ERR_ABORTED") troubles.push(`failed: ${request.url()}: ${reason}`);
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) troubles.push(`third party: ${url}`);
  });
  return troubles;
}
