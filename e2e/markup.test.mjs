/** Every page is valid HTML in the eyes of two validators. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";

import { HtmlValidate } from "html-validate";

import { none } from "./none.mjs";
import { own, ownBelow, pagesOf, stress } from "./sites.mjs";

const VNU = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  elements: [
    "html5",
    // MathML Core, which the validator does not know.
    { math: { flow: true, phrasing: true, foreign: true } },
  ],
  rules: {
    // A list may have a name.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // A title is as long as its question.
    "long-title": "off",
    // Tables may be an author's own HTML; axe judges their headers.
    "prefer-tbody": "off",
    "wcag/h63": "off",
    // Matters of style, which templates and renderer settle for themselves.
    "attribute-boolean-style": "off",
    "doctype-style": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    // A scrollable region must be reachable by keyboard, whatever its element.
    "no-redundant-role": "off",
    "prefer-native-element": "off",
  },
});

for (const [name, site] of Object.entries({ own, ownBelow, stress })) {
  test(`html-validate finds nothing in ${name}`, async () => {
    /** @type {string[]} */
    const troubles = [];
    for (const page of pagesOf(site())) {
      const report = await validator.validateString(page.html, page.file);
      for (const { messages } of report.results) {
        troubles.push(...messages.map((message) => `${page.file}:${message.line}:${message.column}: ${message.message} (${message.ruleId})`));
      }
    }
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
