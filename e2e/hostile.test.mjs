/** Content that attacks its readers is published as text or not at all: with the policy in force, and without it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, watch } from "./browser.mjs";
import { none } from "./none.mjs";
import { serve } from "./server.mjs";
import { hostile, pagesOf } from "./sites.mjs";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** @param {{ withHeaders: boolean }} options */
async function visitAll(options) {
  const site = hostile();
  const server = await serve(site.folder, site.base, options);
  const context = await browser.newContext({ bypassCSP: !options.withHeaders });
  try {
    const troubles = watch(context, server.origin);
    const page = await context.newPage();
    for (const { path } of pagesOf(site).filter((page) => page.kind !== "moved")) {
      const url = `${server.origin}${site.base}${path}`;
      await page.goto(url, { waitUntil: "networkidle" });
      const found = await page.evaluate(inspect);
      troubles.push(...found.map((trouble) => `/${path}: ${trouble}`));
      if (page.url() !== url) troubles.push(`/${path}: led away to ${page.url()}`);
      await page.getByRole("button", { name: /theme/i }).waitFor();
    }
    return troubles;
  } finally {
    await context.close();
    await server.close();
  }
}

/** Runs in the page: what there is that content must not be able to bring about. */
function inspect() {
  const found = [];
  if (Reflect.get(window, "__pwned") !== undefined) found.push("content ran");
  const forbidden = [
    "main :is(script, style, link, meta, base, iframe, frame, object, embed, foreignObject, animate, set)",
    ".prose :is(form, template, dialog, textarea, select, input:not([disabled]))",
  ].join();
  for (const element of document.querySelectorAll(forbidden)) found.push(element.outerHTML.slice(0, 120));
  const schemes = ["http:", "https:", "mailto:", "tel:"];
  for (const element of document.querySelectorAll("body *")) {
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^srcdoc$|^formaction$|^ping$/i.test(name)) found.push(`${name}="${value}"`);
      if (!/^(href|src|action|data|poster|xlink:href|background|cite)$/i.test(name)) continue;
      const scheme = new URL(value, location.href).protocol;
      const image = element.tagName === "IMG" && scheme === "data:" && value.startsWith("data:image/");
      if (!schemes.includes(scheme) && !image) found.push(`${name}="${value}"`);
    }
  }
  const clobbered = ["body", "head", "cookie", "forms", "getElementById", "querySelector", "createElement", "documentElement", "location"];
  for (const name of clobbered) {
    const value = Reflect.get(document, name);
    if (value instanceof Element && !["body", "head", "documentElement"].includes(name)) found.push(`document.${name} is an element`);
  }
  for (const name of ["localStorage", "navigator", "history", "THEMES", "config", "__pwned_clobber"]) {
    if (Reflect.get(window, name) instanceof Element) found.push(`window.${name} is an element`);
  }
  return found;
}

test("with the policy in force nothing in content runs", async () => {
  none(await visitAll({ withHeaders: true }));
});

test("without the policy nothing in content runs either", async () => {
  none(await visitAll({ withHeaders: false }));
});

test("content is never a template", () => {
  const site = hostile();
  const pages = pagesOf(site).filter((page) => page.kind === "question");
  const text = pages.map((page) => page.html).join("\n");
  for (const written of ["{{ 7 * 191 }}", "{% include &quot;base.html&quot; %}"]) {
    const plain = written.replaceAll("&quot;", '"');
    assert.ok(text.includes(written) || text.includes(plain), `${written} is shown as it was written`);
  }
  assert.ok(!text.includes("1337"), "no expression was computed");
});

test("the policy allows no inline script, no eval and no other host", () => {
  const headers = readFileSync(join(hostile().folder, "_headers"), "utf8");
  const policy = headers.match(/Content-Security-Policy: (.*)/)?.[1] ?? "";
  assert.match(policy, /default-src '(none|self)'/);
  assert.match(policy, /base-uri '(none|self)'/);
  assert.match(policy, /frame-ancestors/);
  assert.doesNotMatch(policy, /'unsafe-inline'|'unsafe-eval'|\*|https?:/);
});
