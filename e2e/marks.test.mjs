/** Stars and notes on the page of a question, and what that page costs before they are wanted. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "./browser.mjs";
import { own, pagesOf } from "./sites.mjs";
import { visit } from "./visit.mjs";

const SCRIPTS = 4096;

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const first = () => {
  const page = pagesOf(own()).find((page) => page.kind === "question");
  assert.ok(page);
  return page.path;
};

test(`scripts of a question page weigh at most ${SCRIPTS} bytes until a reader does something`, (context) =>
  visit(browser, own(), {}, async ({ page, server, root }) => {
    // What the service worker puts aside for later runs on no page.
    /** @type {Set<string>} */
    const asked = new Set();
    page.on("request", (request) => request.resourceType() === "script" && asked.add(new URL(request.url()).pathname));
    await page.goto(root + first(), { waitUntil: "networkidle" });
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const bytes = [...asked].reduce((sum, path) => sum + (server.sent.find((answer) => answer.path === path)?.bytes ?? 0), 0);
    context.diagnostic(`${bytes} bytes`);
    assert.ok(bytes > 0 && bytes <= SCRIPTS, `${bytes} bytes`);
  }));

test("a star and a note stay, are seen in another tab, and are found among the reader's own", () =>
  visit(browser, own(), {}, async ({ context, page, root }) => {
    await page.goto(root + first());
    const star = page.getByRole("button", { name: "Star" });
    await star.click();
    await page.locator(".star[aria-pressed=true]").waitFor();
    const other = await context.newPage();
    await other.goto(root + first());
    await other.locator(".star[aria-pressed=true]").waitFor();
    await page.getByRole("button", { name: "Note" }).click();
    await page.getByLabel("Your note").fill("Ask about Zürich latency");
    await page.getByText("Saved").waitFor();
    await other.waitForFunction(() => document.querySelector("textarea")?.value === "Ask about Zürich latency");
    await page.reload();
    await page.waitForFunction(() => document.querySelector("textarea")?.value === "Ask about Zürich latency");
    await page.goto(`${root}progress/`);
    const field = page.getByLabel("Search your notes and starred questions");
    await field.fill("zurich");
    await page.getByText("1 question found.").waitFor();
    await field.fill("nowhere");
    await page.getByText("0 questions found.").waitFor();
    await page.goto(root + first());
    await page.locator(".star[aria-pressed=true]").click();
    await page.locator(".star[aria-pressed=false]").waitFor();
    await page.getByLabel("Your note").fill("");
    await page.getByLabel("Your note").blur();
    await page.getByText("Saved").waitFor();
    await page.goto(`${root}progress/`);
    await page.getByText("Star a question or write a note on its page").waitFor();
    assert.ok(!(await field.isVisible()), "there is nothing to search");
    assert.ok(!(await page.getByText("Study the starred").isVisible()), "nor to study");
  }));

test("nothing moves when the buttons appear", () =>
  visit(browser, own(), {}, async ({ page, root }) => {
    await page.goto(root + first());
    const places = () => page.locator(".ask").evaluate((ask) => ask.getBoundingClientRect().top);
    await page.locator(".own:not([hidden])").waitFor();
    const shown = await places();
    await page.locator(".own").evaluate((own) => own.setAttribute("hidden", ""));
    assert.equal(await places(), shown);
  }));
