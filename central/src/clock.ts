/** Time as an argument: the process gives the machine's, the simulator its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `then` once after that many milliseconds; returns how to call it off. */
  after(milliseconds: number, then: () => void): () => void;
}

export const machineClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};
