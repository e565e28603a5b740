/** The conveniences of a page that need JavaScript: the theme switch, copy buttons, and the doors to search, stars and notes. */

const THEMES = ["auto", "light", "dark"];
const STORAGE_KEY = "studybook-theme";

const root = document.documentElement;

/** The remembered theme; `auto` follows the system. */
function currentTheme() {
  return root.dataset.theme ?? "auto";
}

/**
 * Sets the page's colours and, through the theme-color elements, the browser's.
 * @param {string} theme
 */
function applyTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  document.querySelectorAll('meta[name="theme-color"]').forEach((meta, position) => {
    const scheme = THEMES[position + 1];
    meta.setAttribute("media", theme === "auto" ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? "all" : "not all");
  });
}

/** @param {string} theme */
function rememberTheme(theme) {
  try {
    if (theme === "auto") localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, theme);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** @param {HTMLButtonElement} button */
function startThemeSwitch(button) {
  const name = button.lastElementChild;
  /** @param {string} theme */
  const show = (theme) => {
    applyTheme(theme);
    if (name) name.textContent = theme.charAt(0).toUpperCase() + theme.slice(1);
  };
  button.addEventListener("click", () => {
    const theme = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length] ?? "auto";
    rememberTheme(theme);
    show(theme);
  });
  show(currentTheme());
  button.hidden = false;
}

/** @param {NodeListOf<HTMLElement>} blocks */
function addCopyButtons(blocks) {
  const status = document.createElement("p");
  status.className = "sr";
  status.setAttribute("role", "status");
  document.body.append(status);

  for (const block of blocks) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const code = block.querySelector("code")?.textContent ?? "";
      const copied = await navigator.clipboard.writeText(code).then(() => true, () => false);
      button.textContent = copied ? "Copied" : "Failed";
      status.textContent = copied ? "Code copied" : "The code could not be copied";
      setTimeout(() => {
        button.textContent = "Copy";
        status.textContent = "";
      }, 2000);
    });
    block.append(button);
  }
}

/**
 * Search is fetched when a reader turns to it: its script, its engine and the root of its index, all at once.
 * @param {HTMLAnchorElement} link
 */
function startSearch(link) {
  const { script = "", engine } = link.dataset;
  const status = document.createElement("span");
  status.className = "sr";
  status.setAttribute("role", "status");
  /** @type {Promise<{ open: () => void }> | null} */
  let search = null;

  const load = () => {
    if (search) return search;
    const files = engine ? { engine: fetch(engine), root: fetch(`${link.href}root.txt`, { cache: "no-cache" }) } : null;
    // Whoever awaits them reports what went wrong.
    if (files) void Promise.allSettled([files.engine, files.root]);
    search = import(script).then((module) => module.start(link, files));
    search.catch(() => {
      search = null;
    });
    return search;
  };
  /** @param {(search: { open: () => void }) => void} act */
  const use = (act) => {
    load().then(act, () => {
      status.className = "";
      status.textContent = navigator.onLine ? "Search could not be loaded." : "You are offline, and search has not been loaded yet.";
    });
  };
  const open = () => use((search) => search.open());
  link.after(status);
  link.addEventListener("focus", () => void load().catch(() => {}));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
    const isField = target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
    const isSlash = key === "/" && !ctrlKey && !metaKey && !altKey && !isField;
    const isChord = key.toLowerCase() === "k" && ctrlKey !== metaKey && !altKey && !shiftKey;
    if (!isSlash && !isChord) return;
    event.preventDefault();
    open();
  });
  if (document.querySelector("form.search")) use(() => {});
}

/**
 * Star and note are fetched when a reader turns to them, or at rest if she has any on this site.
 * @param {HTMLElement} place
 */
function startOwn(place) {
  /** @type {Promise<{ press: (button: Element) => void }> | null} */
  let own = null;
  const load = () => {
    own ??= import(place.dataset.script ?? "").then((module) => module.start(place));
    return own;
  };
  const begin = () => void load().catch(() => (own = null));
  for (const name of ["focusin", "pointerenter"]) place.addEventListener(name, begin);
  place.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("button");
    const say = (/** @type {string} */ text) => place.lastElementChild?.replaceChildren(text);
    if (button) load().then((own) => own.press(button), () => say("This could not be loaded."));
  });
  try {
    if (localStorage.getItem("studybook-marked")) (window.requestIdleCallback ?? setTimeout)(begin);
  } catch {
    // Storage may be forbidden; then there is nothing to show.
  }
  place.hidden = false;
}

/** @type {HTMLElement | null} */
const own = document.querySelector(".own");
if (own) startOwn(own);

/** @type {HTMLAnchorElement | null} */
const searchLink = document.querySelector("a.find");
if (searchLink) startSearch(searchLink);

/** @type {HTMLButtonElement | null} */
const themeSwitch = document.querySelector("button.theme");
if (themeSwitch) startThemeSwitch(themeSwitch);

/** @type {NodeListOf<HTMLElement>} */
const blocks = document.querySelectorAll(".code");
// Browsers offer the clipboard to secure origins only.
if (blocks.length > 0 && navigator.clipboard) addCopyButtons(blocks);
