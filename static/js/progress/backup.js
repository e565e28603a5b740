/** The way out and the way in: everything in one file, and a file merged into what is here. */

import { element, pushButton } from "../search/elements.js";
import { DAY } from "../study/day.js";
import { localDate, saveFile } from "../study/save-file.js";
import { count, longDays } from "../study/words.js";

/** @typedef {import("../study/store.js").Store} Store */

/**
 * @param {Store} store
 * @returns {{ part: HTMLElement, show: () => void }}
 */
export function backupPart(store) {
  const age = element("p", { class: "age" });
  const outcome = element("p", { role: "status" });
  const save = pushButton("Export", async () => {
    saveFile(`studybook-${localDate()}.json`, "application/json", JSON.stringify(await store.exportAll()));
    await store.noteExport();
    show();
    outcome.textContent = "Exported: keep the file, or import it in another browser.";
  });
  /** @param {FileList | null | undefined} files */
  const take = async (files) => {
    for (const file of files ?? []) {
      const text = await file.text().catch(() => "");
      outcome.textContent = told(file.name, await store.importAll(text));
    }
    input.value = "";
  };
  const input = element("input", { id: "import", class: "sr", type: "file", accept: ".json,application/json" });
  input.addEventListener("change", () => void take(input.files));
  const label = element("label", { for: "import", class: "file" }, "Import a file");
  const drop = element("div", { class: "drop" }, element("div", { class: "begin" }, save, input, label), element("p", {}, "or drop an exported file here. Importing adds to what is here and takes nothing away."));
  const over = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    drop.classList.toggle("over", event.type === "dragover");
  };
  for (const name of /** @type {const} */ (["dragover", "dragleave"])) drop.addEventListener(name, over);
  drop.addEventListener("drop", (event) => {
    over(event);
    void take(event.dataTransfer?.files);
  });
  const part = element("section", { "aria-labelledby": "backup" }, element("h2", { id: "backup" }, "Your data"), age, drop, outcome);
  const show = () => {
    const { time, since } = store.backup();
    const days = Math.floor((Date.now() - time) / DAY);
    const when = time ? `Last exported ${days < 1 ? "today" : `${longDays(days)} ago`}; ${count(since, "review")} since.` : "Never exported.";
    age.textContent = `Everything is in this browser and nowhere else. ${when}`;
  };
  return { part, show };
}

/**
 * What came of a file.
 * @param {string} name
 * @param {import("../study/store.js").Imported} imported
 */
function told(name, { added, undone, notes, stars, bad, problem }) {
  if (problem) return `${name}: ${problem}`;
  const parts = [[added, "review"], [undone, "review taken back", "reviews taken back"], [notes, "note"], [stars, "star"]];
  const news = parts.filter(([number]) => number).map(([number, noun, nouns]) => count(Number(number), String(noun), nouns === undefined ? undefined : String(nouns)));
  const wrong = bad ? ` ${count(bad, "record")} in it could not be read.` : "";
  return `${name}: ${news.length ? `${news.join(", ")} added` : "nothing that was not here already"}.${wrong}`;
}
