/** The service worker as a page sees it: started, asked for news now and then, and its new version announced. */

import { element, pushButton } from "./search/elements.js";

/** A page that is looked at again after so many milliseconds asks whether there is a new version. */
const STALE = 10 * 60 * 1000;

/** @typedef {{ createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => { createScriptURL: (url: string) => string } }} Policies */

/**
 * The worker's address, as pages want it that demand Trusted Types.
 * @param {string} address
 */
function trusted(address) {
  const policies = /** @type {Policies | undefined} */ (Reflect.get(window, "trustedTypes"));
  return policies ? policies.createPolicy("studybook-worker", { createScriptURL: (url) => url }).createScriptURL(address) : address;
}

function announce() {
  if (document.querySelector(".news")) return;
  const news = element("div", { class: "news", role: "status" });
  document.body.append(news);
  // A live region speaks of what is put into it, not of itself.
  setTimeout(() => {
    const away = pushButton("Later", () => news.remove());
    news.append(element("p", {}, "A new version of this page is there."), pushButton("Reload", () => location.reload()), away);
  });
}

/** @param {ServiceWorkerContainer} container */
function listen(container) {
  let digest = "";
  let hadWorker = container.controller !== null;
  container.addEventListener("message", ({ data }) => {
    if (typeof data?.digest === "string") digest = data.digest;
    if (data?.isChanged) announce();
  });
  container.addEventListener("controllerchange", () => {
    if (hadWorker) container.controller?.postMessage({ asks: "change", was: digest });
    hadWorker = true;
  });
  container.controller?.postMessage({ asks: "digest" });
}

/**
 * @param {HTMLAnchorElement} link
 * @param {ServiceWorkerContainer} container
 */
export async function start(link, container) {
  listen(container);
  const registration = await container.register(trusted(link.dataset.worker ?? ""), { updateViaCache: "none" });
  // It has said so itself, but nobody should depend on a browser's memory for that.
  registration.waiting?.postMessage({ asks: "turn" });
  const { active } = await container.ready;
  active?.postMessage({ asks: "rest" });
  let asked = 0;
  // Browsers ask by themselves when they find the time; a reader who is there now should not wait for that.
  const ask = () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < STALE) return;
    asked = Date.now();
    registration.update().catch(() => {});
  };
  document.addEventListener("visibilitychange", ask);
  if (registration.active) ask();
}
