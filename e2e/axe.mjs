/** What axe finds wrong on a page, as lines. Its script must be in the page: see `withAxe`. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** @typedef {{ violations: { id: string, help: string, nodes: { target: unknown[], failureSummary?: string }[] }[] }} AxeResult */

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @param {import("playwright-core").BrowserContext} context */
export const withAxe = (context) => context.addInitScript({ content: AXE });

/** @param {import("playwright-core").Page} page */
export async function violations(page) {
  const found = await page.evaluate(async () => {
    const axe = /** @type {{ run: (root: Document) => Promise<AxeResult> }} */ (Reflect.get(window, "axe"));
    return (await axe.run(document)).violations;
  });
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target}: ${node.failureSummary}`));
}
