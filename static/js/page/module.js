/** Scripts that are fetched when a reader turns to what they do. */

/** How often each could not be fetched. @type {Map<string, number>} */
const failures = new Map();

/**
 * The module of a script. A browser remembers of an address that its module could not be fetched (HTML, "module map"), so
 * another attempt has another fragment.
 * @param {string} script
 */
export async function fetchModule(script) {
  const failed = failures.get(script) ?? 0;
  try {
    return await import(failed ? `${script}#${failed}` : script);
  } catch (error) {
    failures.set(script, failed + 1);
    throw error;
  }
}
