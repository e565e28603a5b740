/** Values made by chance, the same for the same seed. */

/**
 * Mulberry32, by Tommy Ettinger.
 * @param {number} seed
 * @returns {() => number} from 0 to less than 1
 */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A law that holds for many seeds; the first that breaks it is named.
 * @param {number} seeds
 * @param {(random: { below: (limit: number) => number, from: <Item>(items: readonly Item[]) => Item, next: () => number }) => void | Promise<void>} law
 */
export async function forSeeds(seeds, law) {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const next = chance(seed);
    const below = (/** @type {number} */ limit) => Math.floor(next() * limit);
    try {
      await law({ next, below, from: (items) => items[below(items.length)] });
    } catch (error) {
      if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
      throw error;
    }
  }
}
