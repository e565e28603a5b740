/** A running `studybook serve` over a site of its own, for tests that edit it. */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = process.env.STUDYBOOK ?? fileURLToPath(new URL("../target/release/studybook", import.meta.url));

/**
 * @typedef {{
 *   origin: string,
 *   write: (path: string, text: string) => void,
 *   remove: (path: string) => void,
 *   stop: () => Promise<void>,
 *   start: () => Promise<void>,
 *   close: () => Promise<void>,
 * }} Preview
 */

/**
 * The Markdown of a question.
 * @param {string} title
 * @param {string} answer
 * @param {string} [tags]
 */
export const question = (title, answer, tags = "`first`") =>
  `## Q1: ${title}\n**Tags:** ${tags}\n\n**Question:**\nWhy?\n\n**Answer:**\n${answer}\n`;

/**
 * Starts the program over these files; it goes on at the same port after `stop` and `start`.
 * @param {Record<string, string>} files
 * @returns {Promise<Preview>}
 */
export async function preview(files) {
  const folder = mkdtempSync(join(tmpdir(), "studybook-preview-"));
  /** @param {string} path @param {string} text */
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  let port = "0";
  /** @type {import("node:child_process").ChildProcess} */
  let program;
  const start = async () => {
    program = spawn(PROGRAM, ["serve", "--port", port], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    port = await new Promise((resolve, reject) => {
      let said = "";
      program.stderr?.on("data", (data) => {
        said += data;
        const address = /serving http:\/\/127\.0\.0\.1:(\d+)\//.exec(said);
        if (address) resolve(address[1] ?? "");
      });
      program.once("exit", () => reject(new Error(`the program ended: ${said}`)));
    });
  };
  const stop = async () => {
    const ended = new Promise((resolve) => program.once("exit", resolve));
    program.kill("SIGINT");
    await ended;
  };
  await start();
  return {
    origin: `http://127.0.0.1:${port}`,
    write,
    remove: (path) => rmSync(join(folder, path)),
    stop,
    start,
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
