/** How much of everything one run of the bench does. */
export interface Scale {
  /** An empty place for this bench alone. */
  readonly directory: string;
  readonly rounds: number;
  /** Length of one measurement in milliseconds. */
  readonly ms: number;
  /** Documents of one catch-up. */
  readonly documents: number;
}

/** Callers at the same time. */
export const CLIENTS = 16;
