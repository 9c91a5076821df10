/** Whether the store node answers, and since when. Everything that talks to it reports here; screens follow. */
import { BehaviorSubject } from 'rxjs';

export interface Reach {
  readonly state: 'unknown' | 'reachable' | 'unreachable';
  readonly since: number;
}

export class Reachability {
  readonly $: BehaviorSubject<Reach>;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.$ = new BehaviorSubject<Reach>({ state: 'unknown', since: now() });
  }

  get isLost(): boolean {
    return this.$.value.state === 'unreachable';
  }

  report(isReachable: boolean): void {
    const state = isReachable ? 'reachable' : 'unreachable';
    if (this.$.value.state !== state) this.$.next({ state, since: this.#now() });
  }
}
