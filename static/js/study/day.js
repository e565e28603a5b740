/** Days as a student counts them: one lasts until four in the morning, where she was at the time. */

const MINUTE = 60_000;
export const DAY = 86_400_000;
const ROLLOVER = 4 * 60 * MINUTE;

/**
 * Minutes that local time is ahead of UTC.
 * @param {number} time in milliseconds since 1970
 */
export const zoneAt = (time) => -new Date(time).getTimezoneOffset();

/**
 * The number of a day, counted from 1970.
 * @param {number} time in milliseconds since 1970
 * @param {number} [zone] minutes ahead of UTC
 */
export const dayOf = (time, zone = zoneAt(time)) => Math.floor((time + zone * MINUTE - ROLLOVER) / DAY);

/**
 * The number of a day of the calendar.
 * @param {string} date `2026-12-16`
 */
export const dayOfDate = (date) => Math.round(Date.parse(`${date}T00:00:00Z`) / DAY);

/**
 * A day of the calendar, for formats in UTC.
 * @param {number} day
 */
export const dateOf = (day) => new Date(day * DAY);
