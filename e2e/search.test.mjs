/** Searching, as a reader does: what the page makes of each kind of answer. The engine is a stand-in. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addressOf } from "../static/js/search/links.js";
import { violations, withAxe } from "./axe.mjs";
import { DESKTOP, launch, PHONE } from "./browser.mjs";
import { none } from "./none.mjs";
import { overflow } from "./overflow.mjs";
import { own, ownBelow, pagesOf } from "./sites.mjs";
import { KNOWN, standIn } from "./stand-in.mjs";
import { visit } from "./visit.mjs";

/** @typedef {import("./visit.mjs").Visit} Visit */
/** @typedef {import("playwright-core").Page} BrowserPage */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const question = () => pagesOf(own()).filter((page) => page.kind === "question")[0].path;

/**
 * A visit to a site whose engine is the stand-in.
 * @param {(visit: Visit) => Promise<void>} look
 * @param {import("./visit.mjs").Options} [options]
 * @param {() => import("./sites.mjs").Site} [site]
 */
const searching = (look, options = {}, site = own) =>
  visit(browser, site(), options, async (visit) => {
    await standIn(visit.context, `${visit.root}search/`, question());
    await look(visit);
  });

/** @param {BrowserPage} page */
const field = (page) => page.getByRole("combobox", { name: "Search for" });
/** @param {BrowserPage} page */
const hits = (page) => page.getByRole("listbox", { name: "Results" }).getByRole("option");
/** @param {BrowserPage} page */
const status = (page) => page.locator(".found .status");
/**
 * @param {BrowserPage} page
 * @param {string | RegExp} text
 */
const said = (page, text) => status(page).filter({ hasText: text }).waitFor();
/** @param {BrowserPage} page */
const asked = (page) => page.evaluate(() => /** @type {{ query: string, limit: number, typing: number }[]} */ (Reflect.get(window, "asked")));
/** @param {BrowserPage} page */
const active = (page) =>
  field(page).evaluate((input) => {
    const id = input.getAttribute("aria-activedescendant");
    const option = id === null ? null : document.getElementById(id);
    return option && option.ariaSelected === "true" ? (option.querySelector("strong") ?? option).textContent : null;
  });

test("nothing of search is fetched before a reader turns to it, and then three files at once", () =>
  searching(async ({ page, server, root }) => {
    await page.goto(root + question(), { waitUntil: "networkidle" });
    const isOfSearch = (/** @type {string} */ path) => /search|engine|titles/.test(path);
    none(server.sent.filter(({ path }) => isOfSearch(path)).map(({ path }) => path));
    /** @type {string[]} */
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname.replace(/\.[0-9a-f]{10}\./, ".")));
    const three = [/search\.[0-9a-f]+\.js$/, /engine\.[0-9a-f]+\.wasm$/, /root\.txt$/].map((name) => page.waitForRequest(name));
    await page.getByRole("link", { name: "Search" }).focus();
    await Promise.all(three);
    assert.deepEqual(asked.toSorted(), ["/assets/engine.wasm", "/assets/search.js", "/search/root.txt"]);
    await page.keyboard.press("Enter");
    await field(page).fill("question");
    await hits(page).first().waitFor();
    assert.equal(asked.length, 4, String(asked));
  }, { serviceWorkers: "block" }));

describe("the dialog", () => {
  for (const key of ["/", "Control+k", "Meta+k"]) {
    test(`opens with ${key}, answers as one types and leads to a heading, by keyboard alone`, () =>
      searching(async ({ page, root }) => {
        await page.goto(root + question());
        await page.keyboard.press(key);
        await field(page).waitFor();
        assert.ok(await field(page).evaluate((input) => input === document.activeElement));
        assert.equal(await field(page).getAttribute("aria-expanded"), "false");
        await page.keyboard.type("quest");
        await said(page, `${KNOWN} questions`);
        assert.equal(await hits(page).count(), 10);
        assert.equal(await field(page).getAttribute("aria-expanded"), "true");
        assert.ok((await asked(page)).every(({ typing }) => typing === 1));
        /** @type {[string, string | null][]} */
        const steps = [["ArrowDown", "0"], ["ArrowDown", "1"], ["End", "9"], ["Home", "0"], ["ArrowUp", null], ["ArrowUp", "9"], ["ArrowRight", null], ["ArrowDown", "0"]];
        for (const [press, number] of steps) {
          await page.keyboard.press(press);
          assert.equal(await active(page), number && `What is question ${number} about?`, press);
        }
        await page.keyboard.press("Enter");
        await page.waitForURL((url) => url.pathname.endsWith(question()) && url.hash.startsWith("#h-why"));
        await field(page).waitFor({ state: "hidden" });
      }));
  }

  test("whole questions are put with Enter, and Escape leads back to the page", () =>
    searching(async ({ page, root }) => {
      await page.goto(root + question());
      await page.getByRole("link", { name: "Search" }).focus();
      await page.keyboard.press("Enter");
      await field(page).fill("question");
      await page.keyboard.press("Enter");
      await hits(page).first().waitFor();
      assert.equal((await asked(page)).at(-1)?.typing, 0);
      await page.keyboard.press("Escape");
      await field(page).waitFor({ state: "hidden" });
      assert.equal(await page.evaluate(() => document.activeElement?.className), "find");
      await page.keyboard.press("/");
      assert.equal(await field(page).inputValue(), "question");
    }));

  test("a slash in a field is a slash", () =>
    searching(async ({ page, root }) => {
      await page.goto(`${root}search/`);
      await field(page).focus();
      await page.keyboard.type("a/b");
      assert.equal(await field(page).inputValue(), "a/b");
    }));

  test("Tab goes from the field over what narrows to more results, and never into the list", () =>
    searching(async ({ page, root }) => {
      await page.goto(root + question());
      await page.keyboard.press("/");
      await field(page).fill("question");
      await page.getByRole("button", { name: "More results" }).waitFor();
      const names = [];
      for (let step = 0; step < 5; step += 1) {
        await page.keyboard.press("Tab");
        names.push(await page.evaluate(() => document.activeElement?.textContent));
      }
      assert.deepEqual(names, ["Close", "Storage 25", "Networks & protocols 13", "More results", "Open as a page"]);
    }));

  test("a hit can be opened in a tab of its own", () =>
    searching(async ({ context, page, root }) => {
      await page.goto(root + question());
      await page.keyboard.press("/");
      await field(page).fill("question");
      const [tab] = await Promise.all([context.waitForEvent("page"), hits(page).first().click({ modifiers: ["ControlOrMeta"] })]);
      assert.ok(tab.url().includes(question()), tab.url());
    }));
});

test("what is found is text: titles, tags and passages, with the words marked", () =>
  searching(async ({ page, root }) => {
    await page.goto(`${root}search/?q=question`);
    const first = hits(page).first();
    assert.equal(await first.locator("strong mark").innerText(), "0");
    assert.equal(await first.locator("span mark").innerText(), "question");
    assert.match(await first.innerText(), /<b>not<\/b> about you …[^]*Storage\s· Networks & protocols/);
    const href = (await first.getAttribute("href")) ?? "";
    assert.ok(href.endsWith(`${question()}#h-why:~:text=was%20asked%2C%20the-,question,-is%20about%20rings`), href);
  }));

test("a link to words names only neighbours they have in the page", () => {
  /** @param {import("../static/js/search/engine.js").Part[]} passage */
  const linkTo = (...passage) => addressOf({ url: "questions/a/", title: [], tags: [], passage, fragment: "", text: "lock" }, "https://example.org/");
  const at = "https://example.org/questions/a/#:~:text=";
  assert.equal(linkTo(["One writer takes a ", 0], ["lock", 1], [" and waits for it.", 0]), `${at}writer%20takes%20a-,lock,-and%20waits%20for`);
  assert.equal(linkTo(["… Left out. …\nThe ", 0], ["lock", 1], [" …\nLeft out too.", 0]), `${at}The-,lock`);
  assert.equal(linkTo(["Left out. …\n", 0], ["lock", 1], [" holds, ", 0], ["locks", 1], [" do.", 0]), `${at}lock,-holds%2C%20locks%20do.`);
});

test("a correction is said, and the word as typed can be had", () =>
  searching(async ({ page, root }) => {
    await page.goto(`${root}search/?q=shrading`);
    const sentence = page.locator(".corrected");
    await sentence.waitFor();
    assert.equal(await sentence.innerText(), "Showing results for sharding. Search instead for shrading");
    await sentence.getByRole("button", { name: "shrading" }).click();
    await page.waitForURL(/q=%2Bshrading$/);
    assert.equal(await field(page).inputValue(), "+shrading");
    await sentence.waitFor({ state: "hidden" });
  }));

test("tags narrow and widen, and keep the focus", () =>
  searching(async ({ page, root }) => {
    await page.goto(`${root}search/?q=question`);
    const tag = page.getByRole("group", { name: "Narrow by tag" }).getByRole("button", { name: /^Networks/ });
    await tag.press("Enter");
    await said(page, /^13 questions$/);
    assert.equal(await field(page).inputValue(), "question tag:networks");
    await page.locator('.narrow button[aria-pressed="true"]:focus').waitFor();
    assert.match(page.url(), /q=question\+tag%3Anetworks$/);
    await tag.press("Enter");
    await said(page, /^25 questions$/);
    assert.equal(await field(page).inputValue(), "question");
  }));

test("more results come ten at a time, until there are no more", () =>
  searching(async ({ page, root }) => {
    await page.goto(`${root}search/?q=question`);
    const more = page.getByRole("button", { name: "More results" });
    for (const count of [20, KNOWN]) {
      await more.press("Enter");
      await hits(page).nth(count - 1).waitFor();
      assert.equal(await hits(page).count(), count);
    }
    await more.waitFor({ state: "hidden" });
    assert.ok(await field(page).evaluate((input) => input === document.activeElement));
  }));

test("where nothing is found there is something to try", () =>
  searching(async ({ page, root }) => {
    await page.goto(`${root}search/?q=zebra`);
    await said(page, "Nothing was found for “zebra”.");
    await page.getByRole("button", { name: "tag:storage" }).click();
    await said(page, `${KNOWN} questions`);
    assert.equal(await field(page).inputValue(), "tag:storage");
  }));

test("the address follows the question, and back leads to the one before", () =>
  searching(async ({ page, root }) => {
    await page.goto(`${root}search/`);
    await field(page).pressSequentially("quest");
    await page.waitForURL(/\?q=quest$/);
    await page.keyboard.press("Enter");
    await field(page).fill("zebra");
    await page.waitForURL(/\?q=zebra$/);
    await page.keyboard.press("Enter");
    await said(page, "Nothing was found");
    await page.goBack();
    await said(page, `${KNOWN} questions`);
    assert.equal(await field(page).inputValue(), "quest");
    await page.goForward();
    await said(page, "Nothing was found");
    await page.goBack();
    await page.goBack();
    await page.waitForURL(`${root}search/`);
    assert.equal(await field(page).inputValue(), "");
  }));

describe("recent searches", () => {
  test("are offered, the latest first, and can be cleared", () =>
    searching(async ({ page, root }) => {
      await page.goto(root + question());
      await page.keyboard.press("/");
      for (const query of ["question", "zebra", "question"]) {
        await field(page).fill(query);
        await field(page).press("Enter");
        await said(page, /question|Nothing/);
      }
      await page.reload();
      await page.keyboard.press("/");
      const recent = page.getByRole("listbox", { name: "Recent searches" }).getByRole("option");
      await recent.first().waitFor();
      assert.deepEqual(await recent.allInnerTexts(), ["question", "zebra"]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await said(page, `${KNOWN} questions`);
      await field(page).fill("");
      await page.getByRole("button", { name: "Clear recent searches" }).click();
      await recent.first().waitFor({ state: "hidden" });
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    }));

  const garbage = ["{", "null", "7", '{"version":1}', '{"version":2,"queries":["old"]}', '{"version":1,"queries":[1,null,{},"  ","kept"]}'];
  for (const value of garbage) {
    test(`do without ${value}`, () =>
      searching(async ({ context, page, root }) => {
        await context.addInitScript((value) => localStorage.setItem("studybook-searches", value), value);
        await page.goto(root + question());
        await page.keyboard.press("/");
        await said(page, "Words");
        const offered = await page.getByRole("listbox", { name: "Recent searches" }).getByRole("option").allInnerTexts();
        assert.deepEqual(offered, value.includes("kept") ? ["kept"] : []);
      }));
  }

  for (const kind of ["refused", "full"]) {
    test(`are silently off where storage is ${kind}`, () =>
      searching(async ({ context, page, root }) => {
        await context.addInitScript((kind) => {
          const fail = () => {
            throw new DOMException(kind, "QuotaExceededError");
          };
          if (kind === "full") Storage.prototype.setItem = fail;
          else Object.defineProperty(window, "localStorage", { get: fail });
        }, kind);
        await page.goto(root + question());
        await page.keyboard.press("/");
        await field(page).fill("question");
        await page.keyboard.press("Enter");
        await hits(page).first().waitFor();
        await field(page).fill("");
        await said(page, "Words");
      }));
  }
});

test("of several questions the newest wins, and what the older one fetched is kept", () =>
  searching(async ({ context, page, root }) => {
    /** @type {(() => void)[]} */
    const held = [];
    await context.route(/search\/t\d+\.txt$/, async (route) => {
      await new Promise((resolve) => held.push(() => resolve(null)));
      await route.fulfill({ body: "", contentType: "text/plain" });
    });
    await page.goto(`${root}search/`);
    await field(page).fill("zebra");
    await said(page, "Searching…");
    await field(page).fill("question");
    while (held.length === 0) await page.waitForEvent("request");
    held.shift()?.();
    await page.waitForRequest(/t113\.txt$/);
    while (held.length === 0) await page.evaluate(() => null);
    held.shift()?.();
    await said(page, `${KNOWN} questions`);
    await field(page).fill("zebra");
    await said(page, "Nothing was found for “zebra”.");
    assert.equal(held.length, 0, "nothing was fetched again");
  }));

test("below a path everything stays below it", () =>
  searching(
    async ({ page, root }) => {
      await page.goto(root);
      await page.getByRole("link", { name: "Search" }).click();
      await field(page).fill("question");
      const href = (await hits(page).first().getAttribute("href")) ?? "";
      assert.ok(href.startsWith(`${root}questions/`), href);
      await page.getByRole("link", { name: "Open as a page" }).click();
      await page.waitForURL(`${root}search/?q=question`);
      await hits(page).first().waitFor();
    },
    {},
    ownBelow,
  ));

test("without JavaScript the page says so and leads to tags and topics", () =>
  visit(browser, own(), { javaScriptEnabled: false }, async ({ page, root }) => {
    await page.goto(root + question());
    await page.getByRole("link", { name: "Search" }).click();
    await page.waitForURL(`${root}search/`);
    const sentence = page.getByText(/^Search needs JavaScript/);
    assert.equal(await sentence.innerText(), "Search needs JavaScript. Without it there are the topics and the tags.");
    assert.equal(await page.locator("form").isVisible(), false);
    await sentence.getByRole("link", { name: "tags" }).click();
    await page.waitForURL(`${root}tags/`);
  }));

describe("axe finds nothing, and nothing sticks out", () => {
  for (const viewport of [PHONE, DESKTOP]) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      test(`${viewport.width} wide, ${colorScheme}`, () =>
        searching(
          async ({ context, page, root }) => {
            await withAxe(context);
            /** @type {string[]} */
            const troubles = [];
            const look = async (/** @type {string} */ where) => {
              troubles.push(...(await violations(page)).map((trouble) => `${where}: ${trouble}`));
              troubles.push(...(await overflow(page)).map((trouble) => `${where}: ${trouble}`));
            };
            for (const path of [question(), "search/"]) {
              await page.goto(root + path);
              await page.keyboard.press("/");
              await field(page).waitFor();
              await look(`${path} empty`);
              await field(page).fill("shrading");
              await page.locator(".narrow button").first().waitFor();
              await page.keyboard.press("ArrowDown");
              await look(`${path} with results`);
              await field(page).fill("tag:storage");
              await page.locator('[aria-pressed="true"]').waitFor();
              await look(`${path} narrowed`);
              await field(page).fill("zebra");
              await field(page).press("Enter");
              await said(page, "Nothing");
              await look(`${path} without results`);
              await field(page).fill("");
              await page.getByRole("option", { name: "zebra" }).waitFor();
              await look(`${path} with recent searches`);
            }
            none(troubles);
          },
          { viewport, colorScheme },
        ));
    }
  }
});

test("on a phone the dialog fills the screen and fingers find their targets", () =>
  searching(
    async ({ page, root }) => {
      await page.goto(root + question());
      await page.getByRole("link", { name: "Search" }).tap();
      await field(page).fill("shrading");
      await page.locator(".narrow button").first().waitFor();
      assert.deepEqual(await page.locator("dialog").boundingBox(), { x: 0, y: 0, ...PHONE });
      const small = await page.locator("dialog :is(a, button, input), .find").evaluateAll((targets) =>
        targets.filter((target) => target.checkVisibility()).flatMap((target) => {
          const { width, height } = target.getBoundingClientRect();
          return width >= 44 && height >= 44 ? [] : [`${target.textContent}: ${width} by ${height}`];
        }),
      );
      none(small);
    },
    { viewport: PHONE, hasTouch: true, isMobile: true },
  ));

test("paper shows nothing of search", () =>
  searching(async ({ page, root }) => {
    await page.goto(root + question());
    await page.keyboard.press("/");
    await field(page).fill("question");
    await hits(page).first().waitFor();
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("dialog").isVisible(), false);
    assert.ok(await page.locator("h1").isVisible());
  }));
