/** Hands every page of the sites named as arguments to the HTML validator: `node check-html.mjs FOLDER…`. */

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { troublesOf } from "./validator.mjs";

/** So many findings of a site are printed. */
const SHOWN = 10;

let failed = false;
for (const folder of process.argv.slice(2)) {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".html"));
  /** @type {string[]} */
  const troubles = [];
  for (const file of files) troubles.push(...(await troublesOf(readFileSync(join(folder, file), "utf8"), file)));
  console.log(`${basename(join(folder, ".."))}: ${files.length} pages, ${troubles.length} findings`);
  for (const trouble of troubles.slice(0, SHOWN)) console.log(`  ${trouble}`);
  failed ||= troubles.length > 0;
}
process.exitCode = failed ? 1 : 0;
