/** The engine in WebAssembly: bytes in, JSON out. It fetches nothing. */

import { Failure, bytesOf } from "./failure.js";

/**
 * @typedef {[text: string, isMatch: 0 | 1]} Part
 * @typedef {[slug: string, label: string]} Tag
 * @typedef {{ url: string, title: Part[], tags: Tag[], passage: Part[], fragment: string, text: string }} Hit
 * @typedef {{ hits: Hit[], total: number, exact: boolean, corrections: { from: string, to: string }[], instead: string, suggestions: string[] }} Results
 * @typedef {{ tag: string, label: string, count: number }} Facet
 * @typedef {{ wants: string[] }} Wants names of files to load before asking again
 * @typedef {{ error: string, kind: "version" | "checksum" | "format" }} Fault
 *
 * @typedef {{
 *   memory: WebAssembly.Memory,
 *   reserve: (length: number) => number,
 *   load: (nameLength: number, bytesLength: number) => number,
 *   search: (queryLength: number, limit: number, typing: number) => number,
 *   facets: () => number,
 *   reply: () => number,
 * }} Exports
 *
 * @typedef {{
 *   load: (name: string, bytes: Uint8Array) => void,
 *   search: (query: string, limit: number, isTyping: boolean) => Results | Wants,
 *   facets: () => { facets: Facet[] } | Wants,
 * }} Engine
 */

/**
 * @param {Response} response
 * @returns {Promise<Engine>}
 */
export async function startEngine(response) {
  /** @type {Exports} */
  let wasm;
  try {
    // Browsers compile while they receive only what comes under the right type; hosts are not always right.
    const isTyped = response.headers.get("content-type")?.toLowerCase() === "application/wasm";
    const started = isTyped ? WebAssembly.instantiateStreaming(response) : WebAssembly.instantiate(await bytesOf(response));
    wasm = /** @type {Exports} */ (/** @type {unknown} */ ((await started).instance.exports));
  } catch {
    throw new Failure("engine");
  }

  /** @param {Uint8Array[]} parts */
  const put = (...parts) => {
    let at = wasm.reserve(parts.reduce((sum, part) => sum + part.length, 0)) >>> 0;
    // Memory moves when it grows: look at it anew each time.
    const memory = new Uint8Array(wasm.memory.buffer);
    for (const part of parts) {
      memory.set(part, at);
      at += part.length;
    }
  };
  /** @param {() => number} call */
  const answer = (call) => {
    let reply;
    try {
      const length = call();
      reply = JSON.parse(new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.reply() >>> 0, length)));
    } catch {
      throw new Failure("engine");
    }
    if (reply.error) throw new Failure(reply.kind === "version" ? "version" : "index");
    return reply;
  };
  /** @param {string} text */
  const encode = (text) => new TextEncoder().encode(text);

  return {
    load: (name, bytes) => {
      const text = encode(name);
      answer(() => {
        put(text, bytes);
        return wasm.load(text.length, bytes.length);
      });
    },
    search: (query, limit, isTyping) => {
      const text = encode(query);
      return answer(() => {
        put(text);
        return wasm.search(text.length, limit, Number(isTyping));
      });
    },
    facets: () => answer(() => wasm.facets()),
  };
}
