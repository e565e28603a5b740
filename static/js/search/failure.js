/** Why a search cannot be answered as it should be. */

export class Failure extends Error {
  /** @param {"offline" | "engine" | "index" | "version"} kind */
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/** What a reader is told when only titles and tags are searched, by the reason. */
export const INSTEAD = {
  engine: "The full search cannot run here, so only titles and tags are searched.",
  index: "The search index cannot be read, so only titles and tags are searched.",
  version: "The site has changed since this page was loaded: reload it to search everything. Until then only titles and tags are searched.",
};

export const OFFLINE = "You seem to be offline, and what this search needs has not been loaded yet. It goes on once you are back.";
export const NOTHING_LOADS = "Search is not available: neither the index nor the list of titles could be loaded.";

/**
 * A response with its status checked. The network's own errors all mean the same to a reader.
 * @param {Promise<Response>} request
 * @param {"engine" | "index"} kind what it is missing if it is not there
 */
export async function arrived(request, kind) {
  const response = await request.catch(() => {
    throw new Failure("offline");
  });
  if (!response.ok) throw new Failure(kind);
  return response;
}

/**
 * @param {Response} response
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function bytesOf(response) {
  const buffer = await response.arrayBuffer().catch(() => {
    throw new Failure("offline");
  });
  return new Uint8Array(buffer);
}
