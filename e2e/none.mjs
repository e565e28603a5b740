/** The one assertion a list of troubles needs: that it is empty, with its first entries one a line where it is not. */

import assert from "node:assert/strict";

const SHOWN = 40;

/**
 * @param {unknown[]} troubles
 * @param {string} [where]
 */
export function none(troubles, where = "") {
  const lines = troubles.slice(0, SHOWN).map((trouble) => `\n  ${typeof trouble === "string" ? trouble : JSON.stringify(trouble)}`);
  if (troubles.length > SHOWN) lines.push(`\n  and ${troubles.length - SHOWN} more`);
  assert.ok(troubles.length === 0, `${troubles.length} found ${where}:${lines.join("")}`);
}
