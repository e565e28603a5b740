/** Whether a page is wider than its window, and by what. */

/** @typedef {import("./browser.mjs").BrowserPage} BrowserPage */

/**
 * What sticks out of the window.
 * @param {BrowserPage} page
 */
export const overflow = (page) =>
  page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > root.clientWidth);
    const names = wide.slice(0, 5).map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}">`);
    return [`${root.scrollWidth} pixels wide in a window of ${root.clientWidth}: ${names.join(", ")}`];
  });
