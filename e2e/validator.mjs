/** The HTML validator and what it is to judge. */

import { HtmlValidate } from "html-validate";

export const validator = new HtmlValidate({
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

/**
 * What it finds in a page, a line each.
 * @param {string} html
 * @param {string} file
 * @returns {Promise<string[]>}
 */
export async function troublesOf(html, file) {
  const report = await validator.validateString(html, file);
  return report.results.flatMap(({ messages }) =>
    messages.map((message) => `${file}:${message.line}:${message.column}: ${message.message} (${message.ruleId})`),
  );
}
