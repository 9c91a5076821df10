/**
 * What a subscriber reads: for each thing that changed, what it is now. Changes of one thing that nobody has read yet
 * are one change, and beyond a limit the oldest are dropped, so a slow reader costs a bounded amount of memory.
 */
import { GraphQLError } from 'graphql';
import { LIMITS } from './limits.ts';

interface Source<Key, Value> {
  /** Read first, without a change. */
  readonly start: Iterable<Key>;
  /** Tells every further change; returns how to stop. */
  readonly listen: (changed: (key: Key) => void) => () => void;
  /** What it is now; nothing when there is nothing to tell. */
  readonly read: (key: Key) => Value | undefined;
  /** When the reader may read no more, in milliseconds since the epoch. */
  readonly until?: number;
}

/** The longest time a timer takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

class Changes<Key, Value> implements AsyncIterableIterator<Value, undefined> {
  readonly #pending = new Set<Key>();
  readonly #read: (key: Key) => Value | undefined;
  readonly #stop: () => void;
  #waiting: ((result: IteratorResult<Value, undefined>) => void)[] = [];
  #ended = false;

  constructor(source: Source<Key, Value>, onEnd: () => void) {
    this.#read = source.read;
    for (const key of source.start) this.#changed(key);
    const stop = source.listen((key) => this.#changed(key));
    const left = (source.until ?? Infinity) - Date.now();
    const over = left === Infinity ? undefined : setTimeout(() => void this.return(), Math.min(left, LONGEST_TIMER_MS));
    over?.unref();
    this.#stop = () => {
      clearTimeout(over);
      stop();
      onEnd();
    };
  }

  async next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    const ready = this.#take();
    if (ready !== undefined) return { done: false, value: ready };
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async return(): Promise<IteratorResult<Value, undefined>> {
    if (!this.#ended) {
      this.#ended = true;
      this.#pending.clear();
      this.#stop();
      for (const resolve of this.#waiting) resolve({ done: true, value: undefined });
      this.#waiting = [];
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #changed(key: Key): void {
    this.#pending.add(key);
    if (this.#pending.size > LIMITS.changesWaiting) {
      for (const oldest of this.#pending) {
        this.#pending.delete(oldest);
        break;
      }
    }
    if (this.#waiting.length === 0) return;
    const value = this.#take();
    if (value !== undefined) this.#waiting.shift()?.({ done: false, value });
  }

  /** The oldest pending change that still has something to tell. */
  #take(): Value | undefined {
    for (const key of this.#pending) {
      this.#pending.delete(key);
      const value = this.#read(key);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** Opens streams of changes, at most `LIMITS.subscriptions` at a time; one more is refused as overloaded. */
export function changeStreams(): <Key, Value>(source: Source<Key, Value>) => AsyncIterableIterator<Value, undefined> {
  let open = 0;
  return (source) => {
    if (open >= LIMITS.subscriptions)
      throw new GraphQLError('Too many subscriptions are open.', { extensions: { code: 'overloaded' } });
    open += 1;
    return new Changes(source, () => {
      open -= 1;
    });
  };
}
export type OpenChanges = ReturnType<typeof changeStreams>;
