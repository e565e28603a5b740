/** Without a network: what one visit keeps, what everything takes, and that two versions never meet on a page. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { violations, withAxe } from "./axe.mjs";
import { DESKTOP, launch, PHONE } from "./browser.mjs";
import { none } from "./none.mjs";
import { deploys, own, ownBelow, pagesOf, stress } from "./sites.mjs";
import { visit } from "./visit.mjs";

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */
/** @typedef {import("./visit.mjs").Visit} Visit */
/** @typedef {import("./sites.mjs").Site} Site */

/** What the console says when the network is away, as these tests want it. */
const AWAY = /net::ERR_(CONNECTION|EMPTY|INTERNET|ABORTED|FAILED)|status of 503|Failed to load resource/;

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/**
 * @param {Site} site
 * @param {(visit: Visit) => Promise<void>} look
 * @param {import("./visit.mjs").Options} [options]
 */
const on = (site, look, options) => visit(browser, site, { expected: AWAY, ...options }, look);

/**
 * Asks a page until it says yes.
 * @template Argument
 * @param {BrowserPage} page
 * @param {(argument: Argument) => Promise<boolean>} question
 * @param {Argument} argument
 * @param {() => Promise<unknown>} [meanwhile] done after each no
 */
async function until(page, question, argument, meanwhile) {
  const end = Date.now() + 20_000;
  // A page that is being left has no answer.
  while (!(await page.evaluate(/** @type {any} */ (question), argument).catch(() => false))) {
    assert.ok(Date.now() < end, `never true: ${question}`);
    await meanwhile?.();
    await pause(50);
  }
}

/** Waits until the worker answers for the page. @param {BrowserPage} page */
const ready = (page) => page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");

/** Waits until the version of the page's `sw.js` is the one the shelf is of. @param {BrowserPage} page */
async function installed(page) {
  const worker = new URL((await page.locator("a.offline").getAttribute("data-worker")) ?? "", page.url()).href;
  // Not fetched by the page: a worker that is asked without end is never left for the next.
  const text = await (await page.request.get(worker)).text();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("ServiceWorker.enable");
  // The next worker comes in when the last has nothing to do, which one that is watched from outside may never have.
  const makeWay = async () => {
    const isWaiting = () => navigator.serviceWorker.getRegistration().then((registration) => Boolean(registration?.waiting));
    if (await page.evaluate(isWaiting).catch(() => false)) await cdp.send("ServiceWorker.stopAllWorkers");
  };
  await until(page, async ([text, root]) => {
    const cache = await caches.open(`studybook ${root}`);
    const state = await (await cache.match(`${root}?state`))?.json();
    const isOf = (/** @type {string} */ version) => text.includes(`"version":"${version}"`);
    return state !== undefined && isOf(state.version) && isOf(state.whole);
  }, [text, new URL(".", worker).href], makeWay);
  await cdp.detach();
}

/** @param {BrowserPage} page */
const isStyled = (page) => page.evaluate(() => getComputedStyle(document.body).marginBlockStart === "0px" && document.styleSheets.length > 0);

const questionsOf = (/** @type {Site} */ site) => pagesOf(site).filter((page) => page.kind === "question").map(({ path }) => path);

describe("after one visit", () => {
  for (const [name, which] of Object.entries({ own, ownBelow })) {
    test(`the page that was read, the home page and search are there without a network: ${name}`, () =>
      on(which(), async ({ page, root, server }) => {
        const [path] = questionsOf(which());
        await page.goto(root + path);
        await installed(page);
        await ready(page);
        const title = await page.locator("h1").innerText();
        server.weather = "down";
        await page.reload();
        assert.equal(await page.locator("h1").innerText(), title);
        assert.ok(await isStyled(page));
        await page.goto(root);
        assert.ok((await page.locator(".list li").count()) > 0);
        await page.keyboard.press("/");
        await page.locator("dialog.searching input").fill("hashing");
        await page.locator("dialog.searching .options a").first().waitFor();
        assert.ok(!(await page.locator("dialog.searching .note").isVisible()), "the engine answers, not the titles");
      }));
  }

  test("a page that is not there says so, and one without its slash is found", () =>
    on(own(), async ({ page, root, server }) => {
      const [first, second] = questionsOf(own());
      await page.goto(root + first);
      await ready(page);
      server.weather = "down";
      const response = await page.goto(root + second);
      assert.equal(response?.status(), 503);
      await page.locator(".missed").waitFor();
      assert.ok(await isStyled(page));
      await page.goto(root + first.replace(/\/$/, ""));
      assert.equal(page.url(), root + first);
    }));

  test("a page with a question mark in its address is the page", () =>
    on(own(), async ({ page, root, server }) => {
      await page.goto(root);
      await installed(page);
      server.weather = "down";
      await page.goto(`${root}?difficulty=hard`);
      await page.getByRole("status").filter({ hasText: /of \d+ questions/ }).waitFor();
    }));

  test("a network that does not answer is waited for only a while, and one that is broken not at all", () =>
    on(own(), async ({ page, root, server }) => {
      const [first] = questionsOf(own());
      await page.goto(root + first);
      await ready(page);
      server.weather = "silent";
      const begin = Date.now();
      await page.reload({ waitUntil: "domcontentloaded" });
      assert.ok(await page.locator("h1").isVisible());
      assert.ok(Date.now() - begin < 10_000, `${Date.now() - begin} ms`);
      server.weather = "failing";
      await page.goto(root);
      assert.ok(await page.locator(".list").isVisible());
    }));

  test("a page is the network's as long as there is one", () =>
    on(own(), async ({ page, root, server }) => {
      await page.goto(root);
      await ready(page);
      server.sent.length = 0;
      await page.reload();
      assert.ok(server.sent.some(({ path }) => path === "/"));
      none(server.sent.filter(({ path }) => path.startsWith("/assets/")), "hashed files come from the shelf");
    }));
});

/**
 * Deploys the second version while `old` has the first, and takes it up in another tab.
 * @param {Visit} visit
 */
async function renew({ page, context, root, server }) {
  await page.goto(`${root}questions/changes/`);
  await ready(page);
  await installed(page);
  await server.deploy(deploys().second.folder);
  const other = await context.newPage();
  await other.goto(`${root}questions/changes/`);
  await installed(other);
  return other;
}

describe("a new version", () => {
  const { first, second } = { first: () => deploys().first, second: () => deploys().second };

  test("is announced in the tab that has the old one, taken on reload, and not announced to who has it", () =>
    on(first(), async (visit) => {
      const other = await renew(visit);
      const { page } = visit;
      assert.match(await other.locator(".answer").innerText(), /latter wording/);
      await page.locator(".news").getByRole("button", { name: "Reload" }).waitFor();
      assert.match(await page.locator(".answer").innerText(), /former wording/);
      assert.equal(await other.locator(".news").count(), 0);
      await page.locator(".news").getByRole("button", { name: "Reload" }).click();
      await page.locator(".answer", { hasText: "latter wording" }).waitFor();
    }));

  test("leaves the old tab all it names, though the host has it no more", () =>
    on(first(), async (visit) => {
      await renew(visit);
      const { page, server } = visit;
      const scripts = await page.evaluate(() => [...document.querySelectorAll("[data-script]")].map((it) => it.getAttribute("data-script") ?? ""));
      const gone = scripts.filter((script) => !second().files.includes(script.replace(first().base, "")));
      assert.ok(gone.length >= 2, "the second version has other scripts");
      server.weather = "down";
      for (const script of scripts) assert.equal(await page.evaluate((script) => fetch(script).then(({ status }) => status), script), 200, script);
      await page.keyboard.press("?");
      await page.locator("dialog.keysheet").waitFor();
      await page.keyboard.press("Escape");
      await page.locator("dialog.keysheet").waitFor({ state: "hidden" });
      await page.keyboard.press("/");
      await page.locator("dialog.searching input").fill("latterly");
      await page.locator("dialog.searching .options a").first().waitFor();
    }));

  test("is whole without a network: its own pages in its own style, and none of the old", () =>
    on(first(), async (visit) => {
      const other = await renew(visit);
      const { root, server } = visit;
      server.weather = "down";
      await other.goto(root);
      assert.match(await other.locator(".list").innerText(), /What comes/);
      const sheet = await other.evaluate(() => document.querySelector("link[rel=stylesheet]")?.getAttribute("href") ?? "");
      assert.ok(second().files.includes(sheet.replace(second().base, "")), sheet);
      await other.goto(`${root}questions/changes/`);
      assert.match(await other.locator(".answer").innerText(), /latter wording/);
      await other.goto(`${root}questions/goes/`);
      await other.locator(".missed").waitFor();
    }));

  test("drops the files of the old one when no tab needs them", () =>
    on(first(), async (visit) => {
      const other = await renew(visit);
      const { page, root } = visit;
      const onShelf = () => other.evaluate(async (root) => (await (await caches.open(`studybook ${root}`)).keys()).map(({ url }) => url.replace(root, "")), root);
      const old = first().files.filter((file) => file.startsWith("assets/") && !second().files.includes(file));
      assert.ok((await onShelf()).some((file) => old.includes(file)));
      await page.close();
      // A worker that wakes looks for tabs that are gone.
      const cdp = await visit.context.newCDPSession(other);
      await cdp.send("ServiceWorker.enable");
      await cdp.send("ServiceWorker.stopAllWorkers");
      const isGone = async () => {
        await other.goto(root);
        return !(await onShelf()).some((file) => old.includes(file));
      };
      for (let visits = 0; !(await isGone()); visits += 1) assert.ok(visits < 50, "the old files stay");
    }));

  test("a page of another version is not put on the shelf", () =>
    on(first(), async ({ page, root, server }) => {
      await page.goto(root);
      await ready(page);
      // The host has the new pages and still the old worker.
      await page.route("**/sw.js", (route) => route.abort());
      await server.deploy(second().folder);
      await page.goto(`${root}questions/comes/`);
      await page.goto(`${root}questions/changes/`);
      assert.match(await page.locator(".answer").innerText(), /latter wording/);
      server.weather = "down";
      await page.goto(root);
      assert.match(await page.locator(".list").innerText(), /What goes/);
      assert.ok(await isStyled(page));
    }));

  test("of a site that needs a network takes worker and shelf away", () =>
    on(first(), async ({ page, root, server }) => {
      await page.goto(root);
      await ready(page);
      // At an address of one's own machine the worker of another project may sit as well.
      await page.evaluate((root) => navigator.serviceWorker.register(`${root}sw.js`, { scope: `${root}tags/` }).then(() => {}), root);
      await server.deploy(deploys().off.folder);
      await page.goto(root);
      await until(page, async () => (await navigator.serviceWorker.getRegistrations()).length === 0, null);
      // What the old worker did for this very page is gone with the next.
      await page.goto(root);
      await until(page, async () => (await navigator.serviceWorker.getRegistrations()).length === 0 && (await caches.keys()).length === 0, null);
      assert.equal(await page.locator("a.offline").count(), 0);
      assert.ok(await page.locator(".list").isVisible());
    }));
});

describe("everything", () => {
  test("is downloaded when the reader asks, and then read without a network", () =>
    on(own(), async ({ page, root, server }) => {
      await page.goto(`${root}offline/`);
      const download = page.getByRole("button", { name: /^Download everything \(\d/ });
      await download.waitFor();
      await download.click();
      await page.getByRole("status").filter({ hasText: "Everything is on this device" }).waitFor();
      assert.match(await page.locator(".kept").innerText(), /12 of 12 questions/);
      assert.equal(await download.isVisible(), false);
      server.weather = "down";
      for (const path of questionsOf(own())) {
        await page.goto(root + path);
        assert.ok(await page.locator(".answer").isVisible(), path);
        const broken = await page.evaluate(() => [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map(({ src }) => src));
        none(broken, path);
      }
    }));

  test("stays everything in the next version", () =>
    on(deploys().first, async ({ page, root, server }) => {
      await page.goto(`${root}offline/`);
      await page.getByRole("button", { name: /^Download everything/ }).click();
      await page.getByRole("status").filter({ hasText: "Everything is on this device" }).waitFor();
      await server.deploy(deploys().second.folder);
      await page.goto(root);
      await installed(page);
      server.weather = "down";
      await page.goto(`${root}questions/comes/`);
      assert.match(await page.locator(".answer").innerText(), /second version/);
    }));

  test("can be stopped, and removed", () =>
    on(stress(), async ({ page, root }) => {
      await page.goto(`${root}offline/`);
      await page.getByRole("button", { name: /^Download everything/ }).click();
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByRole("status").filter({ hasText: "Stopped" }).waitFor();
      const remove = page.getByRole("button", { name: /^Remove/ });
      await remove.click();
      await page.getByRole("status").filter({ hasText: "removed" }).waitFor();
      await page.locator(".kept p", { hasText: /^0 of \d+ questions/ }).waitFor();
    }));

  test("is refused in words where there is no room for it", () =>
    on(stress(), async ({ page, root }) => {
      await page.goto(`${root}offline/`);
      await page.getByRole("button", { name: /^Download everything/ }).waitFor();
      await page.evaluate(() => {
        navigator.storage.estimate = async () => ({ quota: 2_000_000, usage: 1_900_000 });
      });
      await page.getByRole("button", { name: /^Download everything/ }).click();
      await page.getByRole("status").filter({ hasText: /takes .* MB, and the browser has room for 100 kB only/ }).waitFor();
    }));

  test("that turns out not to fit keeps what did, and says so", () =>
    on(stress(), async ({ page, context, root, server }) => {
      await page.addInitScript(() => {
        navigator.storage.estimate = async () => ({ quota: 1e9, usage: 0 });
      });
      await page.goto(`${root}offline/`);
      await page.getByRole("button", { name: /^Download everything/ }).waitFor();
      const { usage = 0 } = await page.evaluate(() => StorageManager.prototype.estimate.call(navigator.storage));
      const cdp = await context.newCDPSession(page);
      await cdp.send("Storage.overrideQuotaForOrigin", { origin: server.origin, quotaSize: usage + 400_000 });
      await page.getByRole("button", { name: /^Download everything/ }).click();
      await page.getByRole("status").filter({ hasText: "no more room" }).waitFor();
      await page.goto(root);
      assert.ok(await page.locator(".list").isVisible());
    }));
});

/** @param {number} count */
const hasQuestions = async (count) => {
  const cache = await caches.open((await caches.keys())[0] ?? "");
  return (await cache.keys()).filter(({ url }) => url.includes("/questions/")).length >= count;
};

test("what the next days will ask stays when the rest of the site does not come", () => {
  const look = async (/** @type {import("./visit.mjs").Visit} */ { page, root, server }) => {
    await page.goto(`${root}study/`);
    await ready(page);
    const count = questionsOf(own()).length;
    await until(page, hasQuestions, count);
    const isDone = async () => !(await navigator.locks.query()).held?.length;
    assert.ok(!(await page.evaluate(isDone)), "the rest is on its way");
    server.weather = "down";
    await until(page, isDone, null);
    assert.ok(await page.evaluate(hasQuestions, count));
  };
  return on(own(), look, { delay: 300 });
});

test("what the next days will ask is there without a network, when one has looked at the page of study", () =>
  on(own(), async ({ page, root, server }) => {
    await page.goto(`${root}study/`);
    await ready(page);
    await until(page, hasQuestions, questionsOf(own()).length);
    server.weather = "down";
    await page.goto(`${root}study/`);
    await page.getByRole("button", { name: /^Study \d/ }).click();
    for (let asked = 0; asked < 3; asked += 1) {
      await page.locator(".reveal").click();
      await page.locator(".grade-3").click();
      await page.locator(".left strong", { hasText: String(asked + 2) }).waitFor();
    }
  }));

test("under a policy that demands Trusted Types the worker starts", () =>
  on(own(), async ({ page, root }) => {
    await page.route(root, async (route) => {
      const response = await route.fetch();
      const policy = `${response.headers()["content-security-policy"]}; require-trusted-types-for 'script'; trusted-types studybook-worker`;
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    });
    await page.goto(root);
    await ready(page);
  }));

test("a browser without room from the beginning reads the site as ever, and is told", () =>
  on(
    own(),
    async ({ page, context, root, server }) => {
      const cdp = await context.newCDPSession(page);
      await cdp.send("Storage.overrideQuotaForOrigin", { origin: server.origin, quotaSize: 1000 });
      await page.goto(`${root}offline/`);
      await page.locator(".kept [role=status]").waitFor();
      assert.match(await page.locator(".kept").innerText(), /Nothing of this site is on this device/);
      await page.goto(root);
      assert.ok(await page.locator(".list").isVisible());
    },
    { expected: /Quota|quota|ServiceWorker/ },
  ));

test("without JavaScript the page about it says that nothing is kept", () =>
  on(own(), async ({ page, root }) => {
    await page.goto(`${root}offline/`);
    assert.match(await page.locator(".kept").innerText(), /Without JavaScript/);
  }, { javaScriptEnabled: false }));

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`the page about it and the news have no violation, ${colorScheme}`, () =>
    on(deploys().first, async (visit) => {
      const { page, context, root } = visit;
      await withAxe(context);
      await renew(visit);
      await page.locator(".news").getByRole("button", { name: "Reload" }).waitFor();
      const found = await seenFrom(page);
      await page.goto(`${root}offline/`);
      await page.getByRole("button", { name: /^Download everything/ }).waitFor();
      none([...found, ...(await seenFrom(page))]);
    }, { colorScheme }));
}

/** What axe finds on a phone, on a desk, and there twice as large. @param {BrowserPage} page */
async function seenFrom(page) {
  const found = [];
  for (const viewport of [PHONE, DESKTOP, { width: DESKTOP.width / 2, height: DESKTOP.height / 2 }]) {
    await page.setViewportSize(viewport);
    found.push(...(await violations(page)));
  }
  return found;
}
