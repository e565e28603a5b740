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
const questions = pagesOf(site).filter((page) => page.kind === "question");
const longest = questions.sort((one, other) => other.html.length - one.html.length)[0];
const port = await freePort();
const browser = await launch([`--remote-debugging-port=${port}`]);
let short = 0;
for (const path of ["", longest.path, "study/", "progress/"]) {
  // An origin of its own: the service worker that one page starts is no reader of the next.
  const server = await serve(site.folder, site.base);
  const result = await lighthouse(`${server.origin}${site.base}${path}`, { port, output: "json", logLevel: "error" });
  await server.close();
  if (!result) throw new Error("Lighthouse gave no result");
  const { categories, audits } = result.lhr;
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
await browser.close();
if (short > 0) {
  console.error(`${short} scores are below 100`);
  process.exitCode = 1;
}
