/**
 * Pictures of the pages for the manual: light, dark, on a phone. Usage: node screenshots.mjs FOLDER
 * The day and the reader are made up, so that a picture changes only when a page does.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { DESKTOP, launch } from "./browser.mjs";
import { withPalette } from "./palette.mjs";
import { serve } from "./server.mjs";
import { own, pagesOf } from "./sites.mjs";
import { begin, imported, openStudy } from "./studying.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */

const NOW = new Date("2026-11-24T10:00:00Z");
const DAY = 86_400_000;
/** How many days the reader has studied. */
const DAYS = 16;
const SMALL_PHONE = { width: 390, height: 780 };

/** A reader who began some questions every second day, and went over them again. @param {string[]} ids */
function history(ids) {
  const reviews = ids.slice(0, -2).flatMap((question, place) => {
    const days = [0, 2, 6, 13].map((later) => (place % 8) * 2 - 14 + later).filter((day) => day < 0);
    return days.map((day, turn) => ({ day, question, grade: turn > 0 && place % 4 === 1 ? 1 : place % 3 === 0 ? 4 : 3 }));
  });
  reviews.sort((one, other) => one.day - other.day);
  return JSON.stringify({
    studybook: 1,
    exported: NOW.toISOString(),
    reviews: reviews.map(({ day, question, grade }, index) => {
      const time = NOW.getTime() + day * DAY + index * 60_000;
      return { version: 1, key: `${String(index).padStart(9, "0")}-a`, question, time, zone: 0, grade, duration: 40_000, typed: "", undone: false };
    }),
    stars: [{ version: 1, question: ids[1], on: true, time: NOW.getTime() }],
    notes: [],
    settings: { version: 1, time: NOW.getTime(), newPerDay: 5, interview: new Date(NOW.getTime() + DAYS * DAY).toISOString().slice(0, 10) },
  });
}

/** @type {Record<string, (page: BrowserPage, root: string, question: string) => Promise<void>>} */
const SCENES = {
  home: async (page, root) => void (await page.goto(root)),
  filter: async (page, root) => {
    await page.goto(`${root}?difficulty=hard`);
    await page.locator(".filter [role=status]", { hasText: "questions" }).waitFor();
    await page.locator("#questions").scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector("#questions")?.scrollIntoView({ behavior: "instant" }));
  },
  question: async (page, root, question) => void (await page.goto(root + question)),
  search: async (page, root) => {
    await page.goto(root);
    await page.keyboard.press("Control+k");
    await page.locator("dialog.searching input").fill("consistent hashing");
    await page.locator("dialog.searching .options a").first().waitFor();
  },
  study: async (page, root) => {
    await openStudy(page, `${root}study/`);
    await begin(page);
    await page.locator(".reveal").click();
    await page.locator(".grades").waitFor();
  },
  progress: async (page, root) => {
    await page.goto(`${root}progress/`);
    await page.locator(".chart svg").first().waitFor();
  },
};

/** @type {[string, import("playwright-core").BrowserContextOptions][]} */
const READERS = [
  ["light", { viewport: DESKTOP, colorScheme: "light" }],
  ["dark", { viewport: DESKTOP, colorScheme: "dark" }],
  ["phone", { viewport: SMALL_PHONE, colorScheme: "light", hasTouch: true, isMobile: true, deviceScaleFactor: 2 }],
];

const folder = process.argv[2];
if (!folder) throw new Error("name a folder for the pictures");
mkdirSync(folder, { recursive: true });
const site = own();
const questions = pagesOf(site).filter((page) => page.kind === "question").sort((one, other) => other.html.length - one.html.length);
const ids = questions.map(({ path }) => path.split("/")[1]);
const browser = await launch();
const server = await serve(site.folder, site.base);
const root = server.origin + site.base;
for (const [name, options] of READERS) {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce", timezoneId: "UTC", locale: "en-GB" });
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  await imported(page, root, history(ids));
  for (const [scene, show] of Object.entries(SCENES)) {
    await show(page, root, questions[0].path);
    await page.evaluate(() => document.fonts.ready);
    const file = `${scene}-${name}.png`;
    const picture = withPalette(await page.screenshot({ caret: "hide" }));
    writeFileSync(join(folder, file), picture);
    console.log(`${file}: ${picture.length} bytes`);
  }
  await context.close();
}
await browser.close();
await server.close();
