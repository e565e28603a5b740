/** IndexedDB: the only file that knows it. One database a site; records go in and out as they are. */

/** @typedef {"reviews" | "stars" | "notes" | "settings" | "cache" | "aside"} Shelf */
/** @typedef {{ shelf: Shelf, key: string, value?: unknown }} Write without a value the record is taken away */
/** @typedef {[key: string, value: unknown]} Entry */
/**
 * @typedef {{
 *   read: (shelf: Shelf) => Promise<Entry[]>,
 *   readBehind: (shelf: Shelf, key: string) => Promise<Entry[]>,
 *   count: (shelf: Shelf) => Promise<number>,
 *   write: (writes: Write[]) => Promise<void>,
 * }} Backend write: all or nothing
 */

/** @type {readonly Shelf[]} */
const SHELVES = ["reviews", "stars", "notes", "settings", "cache", "aside"];
const FORM = 1;
/** Milliseconds after which a browser that neither opens nor refuses is taken to refuse. */
const OPENING = 5000;

/**
 * @template Result
 * @param {IDBRequest<Result>} request
 * @returns {Promise<Result>}
 */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @param {string} name
 * @returns {Promise<IDBDatabase>}
 */
function openOnce(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, FORM);
    const waiting = setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), OPENING);
    request.onupgradeneeded = () => {
      for (const shelf of SHELVES) if (!request.result.objectStoreNames.contains(shelf)) request.result.createObjectStore(shelf);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      clearTimeout(waiting);
      // A later version of the site waits for this one to let go.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

/**
 * @param {string} name
 * @returns {Promise<Backend>}
 * @throws a DOMException if the browser refuses or what is there cannot be opened
 */
export async function openDatabase(name) {
  let database = await openOnce(name);
  /**
   * @template Result
   * @param {(database: IDBDatabase) => Promise<Result>} use
   */
  const using = async (use) => {
    try {
      return await use(database);
    } catch (error) {
      // Browsers close a database behind a page's back; it opens again.
      if (!(error instanceof DOMException && error.name === "InvalidStateError")) throw error;
      database = await openOnce(name);
      return use(database);
    }
  };
  /** @param {Shelf} shelf @param {IDBKeyRange} [range] @returns {Promise<Entry[]>} */
  const read = (shelf, range) =>
    using(async (database) => {
      const store = database.transaction(shelf).objectStore(shelf);
      const [keys, values] = await Promise.all([settled(store.getAllKeys(range)), settled(store.getAll(range))]);
      return keys.map((key, index) => [String(key), values[index]]);
    });
  return {
    read: (shelf) => read(shelf),
    readBehind: (shelf, key) => read(shelf, IDBKeyRange.lowerBound(key, true)),
    count: (shelf) => using((database) => settled(database.transaction(shelf).objectStore(shelf).count())),
    write: (writes) =>
      using(
        (database) =>
          new Promise((resolve, reject) => {
            const transaction = database.transaction([...new Set(writes.map(({ shelf }) => shelf))], "readwrite");
            transaction.oncomplete = () => resolve(undefined);
            transaction.onabort = () => reject(transaction.error);
            for (const { shelf, key, value } of writes) {
              const store = transaction.objectStore(shelf);
              if (value === undefined) store.delete(key);
              else store.put(value, key);
            }
          }),
      ),
  };
}

/**
 * The same in memory, for as long as the page is open.
 * @returns {Backend}
 */
export function openMemory() {
  /** @type {Map<Shelf, Map<string, unknown>>} */
  const shelves = new Map(SHELVES.map((shelf) => [shelf, new Map()]));
  const entries = (/** @type {Shelf} */ shelf) => [...(shelves.get(shelf) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    read: async (shelf) => entries(shelf),
    readBehind: async (shelf, key) => entries(shelf).filter(([other]) => other > key),
    count: async (shelf) => shelves.get(shelf)?.size ?? 0,
    write: async (writes) => {
      for (const { shelf, key, value } of writes) {
        if (value === undefined) shelves.get(shelf)?.delete(key);
        else shelves.get(shelf)?.set(key, value);
      }
    },
  };
}
