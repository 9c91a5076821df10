/**
 * Virtual time. Everything that happens is a task at a moment; tasks of the
 * same moment run in the order they were set. After each task every promise
 * that can move moves, so nothing depends on the real clock.
 */
interface Task {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class Scheduler {
  /** Milliseconds since 1970, virtual. */
  now: number;
  /** A digest of every task's moment: two runs that differ anywhere differ here. */
  trace = 0x811c9dc5;
  readonly #heap: Task[] = [];
  #count = 0;
  #steps = 0;

  constructor(start: number) {
    this.now = start;
  }

  /** Runs `run` that many milliseconds from now. */
  later(ms: number, run: () => void): void {
    this.#count += 1;
    this.#push({ at: this.now + Math.max(0, ms), order: this.#count, run });
  }

  /** Tasks run so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Runs the next task and lets promises settle; false when nothing is left. */
  async step(): Promise<boolean> {
    let task = this.#pop();
    if (!task) {
      // What was set going before the first task may not have come to wait for anything yet.
      await settled();
      task = this.#pop();
    }
    if (!task) return false;
    this.now = task.at;
    this.#steps += 1;
    this.note(task.at ^ task.order);
    task.run();
    await settled();
    return true;
  }

  /**
   * Runs `act` in the middle of what the present task set going: after that many promises' turns, so between any two
   * of its awaits.
   */
  afterTurns(turns: number, act: () => void): void {
    let left = turns;
    const turn = (): void => {
      if (left-- > 0) queueMicrotask(turn);
      else act();
    };
    turn();
  }

  /** Mixes a number into the trace. */
  note(value: number): void {
    this.trace = Math.imul(this.trace ^ (value >>> 0), 0x01000193) >>> 0;
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let index = heap.push(task) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(task, heap[parent])) break;
      heap[index] = heap[parent] as Task;
      index = parent;
    }
    heap[index] = task;
  }

  #pop(): Task | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (before(heap[child + 1], heap[child])) child += 1;
      if (!before(heap[child], last)) break;
      heap[index] = heap[child] as Task;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

/** Resolves when every promise that could move has moved. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const before = (a: Task | undefined, b: Task | undefined): boolean =>
  a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
