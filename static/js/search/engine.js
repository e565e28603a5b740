/** The engine in WebAssembly: bytes in, JSON out. It fetches nothing. */

import { Failure, bytesOf } from "./failure.js";

/**
 * @typedef {[text: string, isMatch: 0 | 1]} Part
 * @typedef {[slug: string, label: string]} Tag
 * @typedef {{ url: string, title: Part[], tags: Tag[], passage: Part[], fragment: string, text: string }} Hit
 * @typedef {{ hits: Hit[], total: number, exact: boolean, corrections: { from: string, to: string }[], instead: string, suggestions: string[] }} Results
 * @typedef {{ tag: string, label: string, count: number }} Facet
 * @typedef {[name: string, slot: number]} Wanted a file, and what the engine is told with its bytes
 * @typedef {{ wants: Wanted[] }} Wants files to load before asking again
 * @typedef {{ error: "version" | "checksum" | "format" }} Fault
 *
 * @typedef {{
 *   memory: WebAssembly.Memory,
 *   reserve: (length: number) => number,
 *   load: (slot: number) => number,
 *   search: (limit: number, typing: number) => number,
 *   facets: (typing: number) => number,
 *   reply: () => number,
 * }} Exports
 *
 * @typedef {{
 *   load: (slot: number, bytes: Uint8Array) => void,
 *   search: (query: string, limit: number, isTyping: boolean) => Results | Wants,
 *   facets: (query: string, isTyping: boolean) => { facets: Facet[] } | Wants,
 * }} Engine
 *
 * @typedef {(root: Uint8Array) => Promise<Engine>} Open
 */

/** The slot of a root. */
const ROOT_SLOT = 0;

/**
 * @param {Response} response
 * @returns {Promise<Open>} begins with a root; an engine keeps what it was given as long as it lives, so another root is for another
 */
export async function startEngine(response) {
  // Browsers compile while they receive only what comes under the right type; hosts are not always right.
  const isTyped = response.headers.get("content-type")?.toLowerCase() === "application/wasm";
  const module = await attempt(async () => (isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await bytesOf(response))));
  return async (root) => {
    const { exports } = await attempt(() => WebAssembly.instantiate(module));
    const engine = speakTo(/** @type {Exports} */ (/** @type {unknown} */ (exports)));
    engine.load(ROOT_SLOT, root);
    return engine;
  };
}

/**
 * @template T
 * @param {() => Promise<T>} start
 */
async function attempt(start) {
  try {
    return await start();
  } catch {
    throw new Failure("engine");
  }
}

/**
 * @param {Exports} wasm
 * @returns {Engine}
 */
function speakTo(wasm) {
  /**
   * @param {Uint8Array} input
   * @param {() => number} call
   */
  const answer = (input, call) => {
    let reply;
    try {
      const at = wasm.reserve(input.length) >>> 0;
      // Memory moves when it grows: look at it anew each time.
      new Uint8Array(wasm.memory.buffer).set(input, at);
      const length = call();
      reply = JSON.parse(new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.reply() >>> 0, length)));
    } catch {
      throw new Failure("engine");
    }
    if (reply.error) throw new Failure(reply.error === "version" ? "version" : "index");
    return reply;
  };
  /** @param {string} text */
  const encode = (text) => new TextEncoder().encode(text);

  return {
    load: (slot, bytes) => answer(bytes, () => wasm.load(slot)),
    search: (query, limit, isTyping) => answer(encode(query), () => wasm.search(limit, Number(isTyping))),
    facets: (query, isTyping) => answer(encode(query), () => wasm.facets(Number(isTyping))),
  };
}
