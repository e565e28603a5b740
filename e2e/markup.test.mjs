/** Every page is valid HTML in the eyes of two validators. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";

import { none } from "./none.mjs";
import { own, ownBelow, pagesOf, stress } from "./sites.mjs";
import { troublesOf } from "./validator.mjs";

const VNU = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

for (const [name, site] of Object.entries({ own, ownBelow, stress })) {
  test(`html-validate finds nothing in ${name}`, async () => {
    /** @type {string[]} */
    const troubles = [];
    for (const page of pagesOf(site())) troubles.push(...(await troublesOf(page.html, page.file)));
    none(troubles);
  });

  test(`the Nu HTML checker finds no errors in ${name}`, () => {
    const { folder } = site();
    const run = spawnSync("java", ["-jar", VNU, "--skip-non-html", "--format", "json", "--exit-zero-always", folder], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    assert.equal(run.status, 0, run.stderr);
    /** @type {{ messages: { type: string, url: string, lastLine: number, message: string }[] }} */
    const report = JSON.parse(run.stderr);
    const errors = report.messages.filter((message) => message.type !== "info");
    none(errors.map(({ url, lastLine, message }) => `${url}:${lastLine}: ${message}`));
  });
}
