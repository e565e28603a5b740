/** Answers that a reader hides: remembered, never flashed, opened by a key, a finger, an address; all there on paper. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { violations, withAxe } from "./axe.mjs";
import { DESKTOP, launch, PHONE } from "./browser.mjs";
import { none } from "./none.mjs";
import { own, pagesOf, stress } from "./sites.mjs";
import { visit } from "./visit.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */
/** @typedef {import("./visit.mjs").Options} Options */
/** @typedef {import("./visit.mjs").Visit} Visit */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const longest = () => {
  const questions = pagesOf(own()).filter((page) => page.kind === "question");
  return questions.sort((one, other) => other.html.length - one.html.length)[0].path;
};

/** @param {(visit: Visit) => Promise<void>} look @param {Options} [options] */
const on = (look, options = {}) => visit(browser, own(), { expected: /ERR_ABORTED/, ...options }, look);

/** A reader who hid answers on an earlier visit. @param {Visit} visit */
const hiding = ({ context }) => context.addInitScript(() => location.protocol === "http:" && localStorage.setItem("studybook-answers", "hidden"));

test("headings that are folded away do no harm beside an outline", () =>
  on(async ({ page, root }) => {
    await page.goto(root + longest());
    await page.locator(".outline a").first().waitFor();
    await page.locator("details.answer").first().evaluate((answer) => answer.removeAttribute("open"));
    await page.mouse.wheel(0, 400);
    assert.ok(!(await answer(page).isVisible()));
  }));

/** @param {BrowserPage} page */
const answer = (page) => page.locator("details.answer > .prose").first();
/** @param {BrowserPage} page */
const toggle = (page) => page.getByRole("switch", { name: "Hide answers" });

test("answers are shown until they are hidden, and what was chosen holds on the next page and the next visit", () =>
  on(async ({ page, context, root }) => {
    await page.goto(root + longest());
    assert.ok(await answer(page).isVisible());
    await toggle(page).click();
    assert.ok(!(await answer(page).isVisible()));
    assert.equal(await toggle(page).getAttribute("aria-checked"), "true");
    await page.locator(".turn a").first().click();
    await page.waitForURL((url) => !url.pathname.includes(longest()));
    assert.ok(!(await answer(page).isVisible()));
    const other = await context.newPage();
    await other.goto(root + longest());
    assert.ok(!(await answer(other).isVisible()));
    await toggle(other).click();
    assert.ok(await answer(other).isVisible());
    await other.reload();
    assert.ok(await answer(other).isVisible());
  }));

test("lists tell nothing of an answer that is hidden, and go on telling what is asked", () =>
  visit(browser, stress(), { expected: /ERR_ABORTED/ }, async (visit) => {
    const { page, root } = visit;
    await page.goto(`${root}tags/fixture/`);
    /** How many excerpts of answers are to be seen, and of questions. */
    const seen = async () => {
      const excerpts = await page.locator(".list > li > p").evaluateAll((all) => all.map((it) => ({ isAnswer: it.matches(".spoiler"), isSeen: it.checkVisibility() })));
      return [true, false].map((isAnswer) => excerpts.filter((it) => it.isAnswer === isAnswer && it.isSeen).length);
    };
    const [answers, questions] = await seen();
    assert.ok(answers > 0 && questions > 0, `${answers} of answers, ${questions} of questions`);
    await hiding(visit);
    await page.reload();
    assert.deepEqual(await seen(), [0, questions]);
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await seen(), [answers, questions]);
  }));

test("a hidden answer is never painted, and nothing moves while the page loads", () =>
  on(async (visit) => {
    await hiding(visit);
    const { page, root } = visit;
    await page.addInitScript(() => {
      Object.assign(window, { seen: [], shifts: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) Reflect.set(window, "shifts", Reflect.get(window, "shifts") + Reflect.get(entry, "value"));
      }).observe({ type: "layout-shift", buffered: true });
      const look = () => {
        const prose = document.querySelector("details.answer > .prose");
        if (prose) Reflect.get(window, "seen").push(prose.checkVisibility({ contentVisibilityAuto: true }));
        if (document.readyState !== "complete") requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    // The script that closes the answers comes late: the first frames are without it.
    await page.route("**/assets/page.*.js", async (route) => {
      await page.locator("footer.site").waitFor();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await route.continue();
    });
    await page.goto(root + longest(), { waitUntil: "load" });
    const { seen, shifts } = await page.evaluate(() => ({ seen: Reflect.get(window, "seen"), shifts: Reflect.get(window, "shifts") }));
    assert.ok(seen.length > 0);
    assert.ok(!seen.includes(true), `${seen}`);
    assert.equal(shifts, 0);
  }));

describe("a hidden answer opens", () => {
  test("with space, wherever the focus is not needed for it", () =>
    on(async (visit) => {
      await hiding(visit);
      const { page, root } = visit;
      await page.goto(root + longest());
      await page.keyboard.press("Space");
      assert.ok(await answer(page).isVisible());
      await page.reload();
      await page.locator("details.answer > summary").focus();
      await page.keyboard.press("Space");
      assert.ok(await answer(page).isVisible());
      await page.keyboard.press("Space");
      assert.ok(!(await answer(page).isVisible()), "a second time closes it: it is a disclosure like any other");
    }));

  test("with a finger", () =>
    on(async (visit) => {
      await hiding(visit);
      const { page, root } = visit;
      await page.goto(root + longest());
      await page.locator("details.answer > summary").tap();
      assert.ok(await answer(page).isVisible());
    }, { viewport: PHONE, hasTouch: true }));

  test("for an address that leads into it, at once and later", () =>
    on(async (visit) => {
      await hiding(visit);
      const { page, root } = visit;
      await page.goto(root + longest());
      const id = await page.evaluate(() => document.querySelector("details.answer .prose [id]")?.id ?? "");
      assert.notEqual(id, "");
      await page.goto("about:blank");
      await page.goto(`${root}${longest()}#${id}`);
      const target = page.locator(`[id="${id}"]`);
      await target.waitFor({ state: "visible" });
      assert.ok(await target.evaluate((element) => element.getBoundingClientRect().top < innerHeight && element.getBoundingClientRect().bottom > 0));
      await page.goto(root + longest());
      assert.ok(!(await answer(page).isVisible()));
      await page.evaluate((id) => {
        location.hash = id;
      }, id);
      await target.waitFor({ state: "visible" });
    }));

  test("for a text that is sought in the page", () =>
    on(async (visit) => {
      await hiding(visit);
      const { page, root } = visit;
      await page.goto(root + longest());
      const text = await page.evaluate(() => document.querySelector("details.answer .prose p")?.textContent?.slice(0, 30) ?? "");
      // What "find in page" does, as far as a script can ask for it: a fragment that names a text.
      await page.goto("about:blank");
      await page.goto(`${root}${longest()}#:~:text=${encodeURIComponent(text)}`);
      await page.waitForFunction(() => document.querySelector("details.answer")?.hasAttribute("open"));
    }));
});

test("what an answer is made of is not told beside it before it is opened", () =>
  on(async (visit) => {
    await hiding(visit);
    const { page, root } = visit;
    await page.setViewportSize(DESKTOP);
    await page.goto(root + longest());
    assert.ok(!(await page.locator(".outline li").first().isVisible()));
    await page.locator("details.answer > summary").click();
    assert.ok(await page.locator(".outline li").first().isVisible());
  }));

test("on paper all answers are there, hidden or not, and without a switch", () =>
  on(async (visit) => {
    await hiding(visit);
    const { page, root } = visit;
    for (const path of [longest(), "print/"]) {
      await page.emulateMedia({ media: "screen" });
      await page.goto(root + path);
      assert.ok(!(await answer(page).isVisible()), path);
      await page.emulateMedia({ media: "print" });
      // A browser opens what it had skipped with its next frame.
      await page.waitForFunction(() => [...document.querySelectorAll("details.answer .prose > *")].every((part) => part.checkVisibility({ contentVisibilityAuto: true })));
      assert.ok(!(await toggle(page).isVisible()));
      // What browsers do that cannot show a closed disclosure by style.
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      assert.equal(await page.locator("details.answer:not([open])").count(), 0, path);
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      assert.equal(await page.locator("details.answer[open]").count(), 0, path);
    }
  }));

test("without JavaScript every answer is there, and there is no switch", () =>
  on(async ({ page, root }) => {
    for (const path of [longest(), "print/"]) {
      await page.goto(root + path);
      assert.ok(await answer(page).isVisible());
      assert.ok(!(await toggle(page).isVisible()));
      await page.locator("details.answer > .prose").last().scrollIntoViewIfNeeded();
    }
  }, { javaScriptEnabled: false }));

test("storage that is forbidden or full of nonsense hides nothing", () =>
  on(async ({ page, root }) => {
    await page.addInitScript(() => localStorage.setItem("studybook-answers", "{\"__proto__\":1}"));
    await page.goto(root + longest());
    assert.ok(await answer(page).isVisible());
    await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } }));
    await page.goto(root + longest());
    await toggle(page).click();
    assert.ok(!(await answer(page).isVisible()));
  }));

describe("keys", () => {
  /** @param {BrowserPage} page */
  const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.tagName ?? "");

  test("j and k go through a list, and from question to question", () =>
    on(async ({ page, root }) => {
      await page.goto(root);
      const links = await page.locator(".list h3 a").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
      await page.keyboard.press("j");
      assert.equal(await focused(page), links[0]);
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.keyboard.press("k");
      assert.equal(await focused(page), links[1]);
      await page.keyboard.press("Enter");
      await page.waitForURL(`**${links[1]}`);
      await page.keyboard.press("j");
      await page.waitForURL(`**${links[2]}`);
      await page.keyboard.press("k");
      await page.waitForURL(`**${links[1]}`);
    }));

  test("h hides answers", () =>
    on(async ({ page, root }) => {
      await page.goto(root + longest());
      await page.keyboard.press("h");
      assert.ok(!(await answer(page).isVisible()));
      await page.keyboard.press("h");
      assert.ok(await answer(page).isVisible());
    }));

  test("s sets a star and takes it away", () =>
    on(async ({ page, root }) => {
      await page.goto(root + longest());
      await page.keyboard.press("s");
      await page.locator(".own .star[aria-pressed=true]").waitFor();
      await page.keyboard.press("s");
      await page.locator(".own .star[aria-pressed=false]").waitFor();
    }));

  test("act as soon as a dialog is closed, though the focus has not left it yet", () =>
    on(async ({ page, root }) => {
      await page.goto(root);
      await page.keyboard.press("?");
      await page.locator("dialog.keysheet").waitFor();
      await page.locator("dialog.keysheet").evaluate((sheet) => {
        /** @type {HTMLDialogElement} */ (sheet).close();
        document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }));
      });
      await page.locator("dialog.searching input").waitFor();
    }));

  test("the sheet says which there are, and switches the single ones off; chords stay, and so does the way back", () =>
    on(async ({ page, root }) => {
      await page.goto(root + longest());
      await page.keyboard.press("?");
      const sheet = page.getByRole("dialog", { name: "Keys" });
      await sheet.waitFor();
      for (const key of ["/", "j", "k", "?", "h", "Space", "1", "4", "u", "s"]) assert.ok(await sheet.getByText(key, { exact: true }).first().isVisible(), key);
      await page.keyboard.press("h");
      assert.ok(await answer(page).isVisible(), "no key acts behind the sheet");
      await sheet.getByRole("switch", { name: "Single keys" }).click();
      await page.keyboard.press("Escape");
      await sheet.waitFor({ state: "hidden" });
      for (const key of ["h", "j", "?", "/"]) await page.keyboard.press(key);
      assert.ok(await answer(page).isVisible());
      assert.equal(await page.locator("dialog[open]").count(), 0);
      await page.reload();
      await page.keyboard.press("Control+k");
      await page.locator("dialog.searching").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Keys" }).click();
      await sheet.getByRole("switch", { name: "Single keys" }).click();
      await sheet.getByRole("button", { name: "Close" }).click();
      await page.keyboard.press("h");
      assert.ok(!(await answer(page).isVisible()));
    }));

  test("are letters where one types", () =>
    on(async ({ page, root }) => {
      await page.goto(`${root}search/`);
      const field = page.locator("main form.search input");
      await field.fill("");
      await field.pressSequentially("j?h/");
      assert.equal(await field.inputValue(), "j?h/");
      assert.equal(await page.locator("dialog[open]").count(), 0);
    }));
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`hidden and opened answers and the sheet have no violation, ${colorScheme}`, () =>
    on(async (visit) => {
      await hiding(visit);
      const { page, context, root } = visit;
      await withAxe(context);
      const found = [];
      for (const viewport of [PHONE, DESKTOP, { width: DESKTOP.width / 2, height: DESKTOP.height / 2 }]) {
        await page.setViewportSize(viewport);
        for (const path of [longest(), "print/"]) {
          await page.goto(root + path);
          found.push(...(await violations(page)));
          await page.locator("details.answer > summary").first().click();
          found.push(...(await violations(page)));
        }
        await page.keyboard.press("?");
        await page.locator("dialog.keysheet").waitFor();
        found.push(...(await violations(page)));
        await page.keyboard.press("Escape");
      }
      none(found);
    }, { colorScheme }));
}

test("on a screen that is touched everything to press is 44 pixels high, or within a sentence", () =>
  on(async (visit) => {
    const { page, root } = visit;
    await hiding(visit);
    const small = [];
    for (const path of ["", "?difficulty=hard", longest(), "tags/", "topics/", "search/", "offline/", "print/", "404.html"]) {
      await page.goto(root + path);
      if (path.startsWith("?")) await page.locator("select").first().waitFor();
      const found = await page.evaluate(() => {
        const all = document.querySelectorAll("a[href], button, select, summary, input");
        return [...all].flatMap((element) => {
          if (!(element instanceof HTMLElement) || !element.checkVisibility({ visibilityProperty: true })) return [];
          // Links within sentences are as high as their line (WCAG 2.5.8); the skip link is shown to keyboards.
          if (element.closest(".prose p, .prose li, .head p:not(.meta), .sheet h2, .skip") && element.tagName === "A") return [];
          if (element.matches(".skip")) return [];
          element.scrollIntoView({ block: "center", behavior: "instant" });
          const { left, top, width, height } = element.getBoundingClientRect();
          // A finger may reach further than the eye sees.
          const isHit = [-21, 0, 21].every((offset) => element.contains(document.elementFromPoint(left + width / 2, top + height / 2 + offset)));
          return isHit && width >= 24 ? [] : [`${element.outerHTML.slice(0, 90)}: ${Math.round(width)} by ${Math.round(height)}`];
        });
      });
      small.push(...found.map((trouble) => `/${path}: ${trouble}`));
    }
    none(small);
  }, { viewport: PHONE, hasTouch: true, isMobile: true }));
