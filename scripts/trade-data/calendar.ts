/** Days and times of the data: local text in, local text out, no zones and no clock. */
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const instantOf = (local: string): number => Date.parse(`${local}Z`);
const localOf = (instant: number): string => new Date(instant).toISOString().slice(0, 16);

/** The trading date of a local time. */
export const dateOf = (at: string): string => at.slice(0, 10);

/** Days from 1: the number of the day of `at` in a window that begins on the date `start`. */
export const dayOf = (start: string, at: string): number =>
  Math.floor((instantOf(`${dateOf(at)}T00:00`) - instantOf(`${start}T00:00`)) / DAY_MS) + 1;

/** The local time on day `day` (from 1) at `time`, `HH:MM`. */
export const onDay = (start: string, day: number, time: string): string =>
  localOf(instantOf(`${start}T${time}`) + (day - 1) * DAY_MS);

/** The local time some minutes later. */
export const later = (at: string, minutes: number): string => localOf(instantOf(at) + minutes * MINUTE_MS);
