/** Pictures of at most 256 colours: a screenshot becomes a third of its size. Reads and writes PNG (W3C, third edition). */

import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST = 256;
const CHANNELS = /** @type {const} */ ([0, 1, 2, 3]);

/** @typedef {{ width: number, height: number, pixels: Uint32Array }} Picture red, green, blue and alpha, from the lowest byte up */
/** @typedef {{ color: number, count: number }} Seen */

/** @param {number} color @param {number} channel */
const part = (color, channel) => (color >>> (8 * channel)) & 255;

/**
 * What of a byte its neighbours foretell (section 9.2).
 * @param {number} filter
 * @param {number} left
 * @param {number} above
 * @param {number} corner
 */
function foretold(filter, left, above, corner) {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(estimate - value));
  return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
}

/**
 * A PNG of eight bits a channel, as Chromium writes it.
 * @param {Buffer} png
 * @returns {Picture}
 */
function read(png) {
  /** @type {Map<string, Buffer[]>} */
  const chunks = new Map();
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString("latin1", at + 4, at + 8);
    chunks.set(name, [...(chunks.get(name) ?? []), png.subarray(at + 8, at + 8 + length)]);
    at += length + 12;
  }
  const [header] = chunks.get("IHDR") ?? [];
  const [width, height, kind] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9]];
  const size = kind === 6 ? 4 : 3;
  const raw = inflateSync(Buffer.concat(chunks.get("IDAT") ?? []));
  const line = width * size;
  const bytes = new Uint8Array(line * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (line + 1)];
    for (let column = 0; column < line; column += 1) {
      const at = row * line + column;
      const left = column >= size ? bytes[at - size] : 0;
      const above = row > 0 ? bytes[at - line] : 0;
      const corner = column >= size && row > 0 ? bytes[at - line - size] : 0;
      bytes[at] = raw[row * (line + 1) + 1 + column] + foretold(filter, left, above, corner);
    }
  }
  const pixels = new Uint32Array(width * height).map((_, index) => {
    const [red, green, blue, alpha = 255] = bytes.subarray(index * size, (index + 1) * size);
    return (red | (green << 8) | (blue << 16) | (alpha << 24)) >>> 0;
  });
  return { width, height, pixels };
}

/**
 * Divides colours where they spread most, until there are as many boxes as a palette may have.
 * @param {Seen[]} seen
 * @returns {Seen[][]}
 */
function divide(seen) {
  const boxes = [seen];
  while (boxes.length < MOST) {
    const spreads = boxes.map((box) => {
      const widths = CHANNELS.map((channel) => {
        const values = box.map(({ color }) => part(color, channel));
        return values.reduce((most, value) => Math.max(most, value), 0) - values.reduce((least, value) => Math.min(least, value), 255);
      });
      const widest = Math.max(...widths);
      const weight = box.reduce((sum, { count }) => sum + count, 0);
      return { channel: widths.indexOf(widest), cost: widest * Math.log2(weight + 1) };
    });
    const costs = spreads.map(({ cost }) => cost);
    const index = costs.indexOf(Math.max(...costs));
    const { channel, cost } = spreads[index];
    if (cost === 0) break;
    const box = boxes[index].sort((one, other) => part(one.color, channel) - part(other.color, channel));
    const half = box.length >> 1;
    boxes.splice(index, 1, box.slice(0, half), box.slice(half));
  }
  return boxes;
}

/** @param {string} name @param {Buffer} body */
function chunk(name, body) {
  const named = Buffer.concat([Buffer.from(name, "latin1"), body]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(body.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

/**
 * The same picture with a palette.
 * @param {Buffer} png
 */
export function withPalette(png) {
  const { width, height, pixels } = read(png);
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const boxes = divide([...counts].map(([color, count]) => ({ color, count })));
  /** @type {Map<number, number>} */
  const places = new Map();
  // The colour that is there most stands for its box: grounds and text keep theirs exactly.
  const palette = boxes.map((box, index) => {
    for (const { color } of box) places.set(color, index);
    return box.reduce((most, other) => (other.count > most.count ? other : most)).color;
  });
  const lines = Buffer.alloc((width + 1) * height);
  pixels.forEach((color, index) => {
    lines[Math.floor(index / width) * (width + 1) + 1 + (index % width)] = places.get(color) ?? 0;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((color) => [part(color, 0), part(color, 1), part(color, 2)]));
  const alphas = Buffer.from(palette.map((color) => part(color, 3)));
  const body = [chunk("IHDR", header), chunk("PLTE", colors), chunk("tRNS", alphas), chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...body]);
}
