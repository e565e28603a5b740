/** What a reader does on the page of study, for tests that do it. */

/** @typedef {import("playwright-core").Page} BrowserPage */
/** @typedef {1 | 2 | 3 | 4} Grade */

/** @param {BrowserPage} page @param {string} address */
export async function openStudy(page, address) {
  await page.goto(address);
  await page.locator(".overview .begin > *").first().waitFor();
}

/**
 * A number of the overview.
 * @param {BrowserPage} page
 * @param {string} name
 */
export async function figure(page, name) {
  const text = await page.locator(".figures div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd").innerText();
  return Number(text.replaceAll(",", ""));
}

/** @param {BrowserPage} page */
export async function begin(page) {
  await page.getByRole("button", { name: /^(Study|Begin) \d/ }).click();
  await page.locator(".reveal").waitFor();
}

/**
 * The id of the question at hand.
 * @param {BrowserPage} page
 */
export async function current(page) {
  const address = await page.locator(".tools a").getAttribute("href");
  return decodeURIComponent(address?.split("/").at(-2) ?? "");
}

/**
 * Reveals the answer and grades it by keys.
 * @param {BrowserPage} page
 * @param {Grade} grade
 */
export async function answer(page, grade) {
  await page.keyboard.press("Space");
  await page.locator(".grades").waitFor();
  await page.keyboard.press(String(grade));
  await page.locator(".grades").waitFor({ state: "detached" });
}

/** @param {BrowserPage} page */
export const isOver = (page) => page.locator(".summary").isVisible();

/**
 * Everything that is kept, as the page of progress exports it.
 * @param {BrowserPage} page
 * @param {string} root the address of the site
 * @returns {Promise<{ text: string, data: any }>}
 */
export async function exported(page, root) {
  await page.goto(`${root}progress/`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const stream = await (await download).createReadStream();
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return { text, data: JSON.parse(text) };
}

/**
 * @param {BrowserPage} page
 * @param {string} root
 * @param {string} text of an export
 * @returns {Promise<string>} what the page says came of it
 */
export async function imported(page, root, text) {
  await page.goto(`${root}progress/`);
  const outcome = page.locator("section[aria-labelledby=backup] [role=status]");
  await page.setInputFiles("#import", { name: "export.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await outcome.filter({ hasText: "export.json" }).waitFor();
  return outcome.innerText();
}
