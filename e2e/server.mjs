/** A static host on loopback, as strict as a real one: base path, `_headers`, `_redirects`, 404.html, brotli. */

import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { brotliCompressSync } from "node:zlib";

/** @type {Record<string, string>} */
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".xml": "application/xml",
};

const COMPRESSED = /^(text\/|image\/svg|application\/(json|xml|manifest|wasm))/;

/**
 * @typedef {{ pattern: string, headers: [string, string][] }} HeaderRule
 * @typedef {{ from: string, to: string, status: number }} Redirect
 * @typedef {{ path: string, status: number, type: string, bytes: number }} Sent one answer; `bytes` is the body as sent
 * @typedef {{ origin: string, base: string, sent: Sent[], weather: Weather, deploy: (folder: string) => Promise<void>, close: () => Promise<void> }} Server
 * deploy: serves another folder from here on
 * @typedef {"fair" | "silent" | "down" | "failing"} Weather silent: takes requests and answers none; failing: answers that it is broken
 */

/**
 * Reads a file in the form Netlify and Cloudflare Pages share: a path, then indented `Name: value` lines.
 * @param {string} text
 * @returns {HeaderRule[]}
 */
export function parseHeaders(text) {
  /** @type {HeaderRule[]} */
  const rules = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (!/^\s/.test(line)) {
      rules.push({ pattern: line.trim(), headers: [] });
      continue;
    }
    const colon = line.indexOf(":");
    rules.at(-1)?.headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return rules;
}

/**
 * @param {string} text
 * @returns {Redirect[]}
 */
export function parseRedirects(text) {
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  return lines.filter((words) => words.length >= 2).map(([from, to, status]) => ({ from, to, status: Number(status ?? 301) }));
}

/**
 * @param {string} pattern a path with at most one `*`
 * @param {string} path
 */
function matches(pattern, path) {
  const [start, end] = pattern.split("*");
  return end === undefined ? path === start : path.startsWith(start) && path.slice(start.length).endsWith(end);
}

/** @param {string} path */
async function textOrNothing(path) {
  return readFile(path, "utf8").catch(() => "");
}

/**
 * The file a request means, or where it should go instead.
 * @param {string} folder
 * @param {string} path below the base, decoded
 * @returns {Promise<{ file: string } | { location: string } | null>}
 */
async function find(folder, path) {
  const file = join(folder, normalize(`/${path}`));
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return { file };
  if (!found?.isDirectory()) return null;
  if (path !== "" && !path.endsWith("/")) return { location: `${path}/` };
  const index = join(file, "index.html");
  return (await stat(index).catch(() => null)) ? { file: index } : null;
}

/**
 * Serves `folder` below `base` until closed. Without `withHeaders` the `_headers` file is ignored, so that a test can
 * tell what the page itself withstands from what the policy stops. Each answer comes `delay` milliseconds late.
 * Without `compress` bodies are sent as they are: compressing takes long the first time.
 * @param {string} folder
 * @param {string} base
 * @param {{ withHeaders?: boolean, delay?: number, compress?: boolean }} [options]
 * @returns {Promise<Server>}
 */
export async function serve(folder, base, { withHeaders = true, delay = 0, compress = true } = {}) {
  /** @param {string} folder */
  const open = async (folder) => ({
    folder,
    rules: withHeaders ? parseHeaders(await textOrNothing(join(folder, "_headers"))) : [],
    redirects: parseRedirects(await textOrNothing(join(folder, "_redirects"))),
  });
  let site = await open(folder);
  /** @type {Map<string, Buffer>} */
  const compressed = new Map();
  /** @type {Sent[]} */
  const sent = [];

  /** @param {string} path */
  const answer = async (path) => {
    const { folder, redirects } = site;
    const redirect = redirects.find((rule) => rule.from === path || rule.from === decodeURI(path));
    if (redirect) return { status: redirect.status, location: redirect.to };
    if (!path.startsWith(base)) return { status: 404 };
    const found = await find(folder, decodeURIComponent(path.slice(base.length)));
    if (found && "location" in found) return { status: 301, location: encodeURI(base + found.location) };
    return found ? { status: 200, file: found.file } : { status: 404, file: join(folder, "404.html") };
  };

  const server = createServer(async (request, response) => {
    if (running.weather === "silent") return;
    if (running.weather === "down") return void request.socket.destroy();
    if (running.weather === "failing") return void response.writeHead(503).end("broken");
    const path = new URL(request.url ?? "/", "http://site.invalid").pathname;
    const { status, location, file } = /** @type {{ status: number, location?: string, file?: string }} */ (await answer(path));
    for (const rule of site.rules.filter((rule) => matches(rule.pattern, path))) {
      for (const [name, value] of rule.headers) response.setHeader(name, value);
    }
    const type = TYPES[extname(file ?? "")] ?? "application/octet-stream";
    /** @type {Buffer} */
    let body = file ? await readFile(file).catch(() => Buffer.from("nothing here")) : Buffer.alloc(0);
    if (compress && COMPRESSED.test(type) && request.headers["accept-encoding"]?.includes("br")) {
      const key = file ?? "";
      if (!compressed.has(key)) compressed.set(key, brotliCompressSync(body));
      body = /** @type {Buffer} */ (compressed.get(key));
      response.setHeader("Content-Encoding", "br");
      response.setHeader("Vary", "Accept-Encoding");
    }
    if (delay) await pause(delay);
    if (location) response.setHeader("Location", location);
    response.setHeader("Content-Type", type);
    response.writeHead(status);
    response.end(body);
    sent.push({ path, status, type, bytes: body.length });
  });

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  /** @type {Server} */
  const running = {
    origin: `http://127.0.0.1:${address.port}`,
    base,
    sent,
    weather: "fair",
    deploy: async (folder) => {
      site = await open(folder);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return running;
}
