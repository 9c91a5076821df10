/** The trading date of an instant in the store's time zone. */
const MINUTE = 60_000;

export class BusinessDays {
  readonly #timeZone: () => string;
  #zone = '';
  #format: Intl.DateTimeFormat | undefined;
  #minute = -1;
  #day = '';

  constructor(timeZone: () => string) {
    this.#timeZone = timeZone;
  }

  /** The date as 2026-11-23. Formatting costs more than a sale, so a minute is asked for once. */
  at(now: number): string {
    const zone = this.#timeZone();
    const minute = Math.floor(now / MINUTE);
    if (minute === this.#minute && zone === this.#zone) return this.#day;
    if (zone !== this.#zone || this.#format === undefined) {
      this.#zone = zone;
      this.#format = formatOf(zone);
    }
    this.#minute = minute;
    this.#day = this.#format.format(now);
    return this.#day;
  }
}

/** A time zone nobody knows is read as UTC: a wrong catalogue must not stop a sale. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, ...parts });
  } catch {
    return new Intl.DateTimeFormat('en-CA', { timeZone: 'UTC', ...parts });
  }
}
