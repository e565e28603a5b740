/**
 * A new version in a browser that no test looks into. One that is looked into never lets go of a worker by itself, as a reader's
 * does; so here a page plays the reader, and tells the host by what it asks for how far it has come.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { CHROMIUM } from "./browser.mjs";
import { serve } from "./server.mjs";
import { deploys } from "./sites.mjs";

/** @typedef {import("./server.mjs").Server} Server */

/** Milliseconds: Chromium takes a worker away that holds on for five minutes, which would prove nothing. */
const LONGEST = 60_000;
const READER = "reader.html";

/** Runs in the page: has the site open in one frame, and comes back in another when there is a new version. */
async function read() {
  const root = new URL("repo/", location.href).href;
  /** @param {() => Promise<unknown>} question */
  const until = async (question) => {
    while (!(await question().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 100));
  };
  const open = () => {
    const frame = document.createElement("iframe");
    frame.src = `${root}questions/changes/`;
    document.body.append(frame);
    return frame;
  };
  const version = async () => (await (await fetch(`${root}sw.js`, { cache: "no-store" })).text()).match(/"version":"(\w+)"/)?.[1];
  const state = async () => (await (await caches.open(`studybook ${root}`)).match(`${root}?state`))?.json();
  const first = await version();
  open();
  await until(async () => (await state())?.whole === first);
  await fetch("told/first");
  await until(async () => (await version()) !== first);
  open();
  await until(async () => (await state())?.version === (await version()));
  await fetch("told/second");
}

/** @param {Server} server @param {string} what */
async function told(server, what) {
  const end = Date.now() + LONGEST;
  while (!server.sent.some(({ path }) => path.endsWith(`/told/${what}`))) {
    assert.ok(Date.now() < end, `the reader never had the ${what} version`);
    await pause(50);
  }
}

test("a new version takes over by itself while a page of the old one is open", async (context) => {
  const { first, second } = deploys();
  const work = mkdtempSync(join(tmpdir(), "studybook-update-"));
  // Outside the site, so that what the reader's page asks for is no work for the worker.
  const [before, later] = [first, second].map(({ name, folder, base }) => {
    cpSync(folder, join(work, name, base), { recursive: true });
    return join(work, name);
  });
  writeFileSync(join(before, READER), `<!doctype html><title>Reader</title><body><script>(${read})()</script>`);
  const server = await serve(before, "/");
  // Nothing but what it is told to open.
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run"];
  const options = [...quiet, "--headless=new", "--no-sandbox", "--disable-gpu", `--user-data-dir=${join(work, "profile")}`];
  const browser = spawn(CHROMIUM, [...options, `${server.origin}/${READER}`], { stdio: "ignore", detached: true });
  try {
    await told(server, "first");
    await server.deploy(later);
    const begin = Date.now();
    await told(server, "second");
    context.diagnostic(`taken over after ${Date.now() - begin} ms`);
  } finally {
    const ended = once(browser, "exit");
    // With all it has started, which would go on writing into the profile.
    if (browser.pid) process.kill(-browser.pid);
    await ended;
    await server.close();
    rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});
