/**
 * The four Lighthouse scores of the home page, the longest question page and the pages of study, as a phone sees them.
 * Usage: node lighthouse.mjs performance,accessibility,best-practices,seo
 * Fails unless the named scores are 100; the others are only printed.
 */

import { createServer } from "node:net";

import lighthouse from "lighthouse";

import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";
import { own, pagesOf } from "./sites.mjs";

const mustBeFull = new Set((process.argv[2] ?? "").split(","));

/** @returns {Promise<number>} a port nobody listens on */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

const site = own();

/**
 * Lighthouse's own word on a load of which it recorded no usable trace is to run it again: such a run says nothing of the
 * page, and its scores are neither full nor short. That is all that is ever run again; scores are taken as they come.
 * @param {string} path
 */
async function rate(path) {
  /** @type {string | undefined} */
  let trouble;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    // A browser and an origin of its own: the service worker that one page starts is no reader of the next.
    const port = await freePort();
    const browser = await launch([`--remote-debugging-port=${port}`]);
    const server = await serve(site.folder, site.base);
    try {
      const result = await lighthouse(`${server.origin}${site.base}${path}`, { port, output: "json", logLevel: "error" });
      if (!result) throw new Error("Lighthouse gave no result");
      const { lhr } = result;
      // A category has no score where a part of it could not be told.
      if (Object.values(lhr.categories).every(({ score }) => score !== null)) return lhr;
      trouble = lhr.runtimeError?.message ?? Object.values(lhr.audits).find(({ errorMessage }) => errorMessage)?.errorMessage;
      console.log(`not measured: /${path}: ${trouble}`);
    } finally {
      await server.close();
      await browser.close();
    }
  }
  throw new Error(`/${path} cannot be measured: ${trouble}`);
}

const questions = pagesOf(site).filter((page) => page.kind === "question");
const longest = questions.sort((one, other) => other.html.length - one.html.length)[0];
let short = 0;
for (const path of ["", longest.path, "study/", "progress/"]) {
  const { categories, audits } = await rate(path);
  for (const { id, score, auditRefs } of Object.values(categories)) {
    const points = Math.round((score ?? 0) * 100);
    console.log(`${String(points).padStart(4)}  ${id} of /${path}`);
    if (points === 100) continue;
    if (mustBeFull.has(id)) short += 1;
    for (const { id: name, weight } of auditRefs) {
      const audit = audits[name];
      if (weight > 0 && audit.score !== null && audit.score < 1) console.log(`        ${audit.title}: ${audit.displayValue ?? ""}`);
    }
  }
}
if (short > 0) {
  console.error(`${short} scores are below 100`);
  process.exitCode = 1;
}
