/**
 * Who is let in when there is more to do than can be done. Work comes in classes, named from the one that can wait to
 * the one that cannot. What it keeps true:
 * - a class has room of its own: however much of another class there is, it does not take that room;
 * - when the whole process is late, or its disk is behind, a class that can wait is turned away before one that cannot;
 * - what was let in counts until it left, and leaves once;
 * - a process that is late with little to do, because its machine is busy with something else, turns nobody away.
 */
import { assert } from './assert.ts';

/** How the process is. */
export interface Pressure {
  /** How much later than it should the process comes to its next piece of work, in milliseconds. */
  readonly lateMs: number;
  /** Documents that wait for the disk. */
  readonly backlog: number;
}

/** A class is let in below all of these. */
export interface Room extends Pressure {
  /** Pieces of work of this class at one time. */
  readonly inFlight: number;
}

export class Admission<Class extends string> {
  readonly #rooms: Readonly<Record<Class, Room>>;
  readonly #pressure: () => Pressure;
  readonly #inside = new Map<Class, number>();
  readonly #busy: number;
  #total = 0;

  /**
   * `rooms` from the class that can wait to the one that cannot. With fewer than `busy` inside, of all classes
   * together, being late is not held against those who come.
   */
  constructor(rooms: Readonly<Record<Class, Room>>, busy: number, pressure: () => Pressure) {
    let before: Room = { inFlight: 0, lateMs: 0, backlog: 0 };
    for (const room of Object.values<Room>(rooms)) {
      assert(room.lateMs >= before.lateMs && room.backlog >= before.backlog, () => 'who can wait is turned away first');
      before = room;
    }
    this.#rooms = rooms;
    this.#busy = busy;
    this.#pressure = pressure;
  }

  /** Lets one in and returns how it leaves; nothing when there is no room for it now. */
  enter(what: Class): (() => void) | undefined {
    const inside = this.#inside.get(what) ?? 0;
    const room = this.#rooms[what];
    const { lateMs, backlog } = this.#pressure();
    if (inside >= room.inFlight || backlog >= room.backlog) return undefined;
    if (this.#total >= this.#busy && lateMs >= room.lateMs) return undefined;
    this.#total += 1;
    this.#inside.set(what, inside + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#total -= 1;
      this.#inside.set(what, (this.#inside.get(what) ?? 0) - 1);
    };
  }
}
