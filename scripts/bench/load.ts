/** Callers that send one request after the other, all at the same time, and what they saw. */
import { quantile } from './figure.ts';
import { type Answer, KeepAlive } from './keep-alive.ts';

export interface Target {
  readonly url: string;
  readonly path: string;
  readonly key: string;
  readonly clients: number;
  /** How long requests are sent, in milliseconds. */
  readonly ms: number;
  /** At most so many requests. */
  readonly count?: number;
}

export interface Seen {
  /** Requests a second that did what was asked. */
  readonly perSecond: number;
  readonly refused: number;
  /** Milliseconds from request to answer. */
  readonly p50: number;
  readonly p99: number;
}

type Judge = (answer: Answer, index: number) => boolean;

/** `next` makes the body of a request; `judge` says whether its answer did what was asked, and throws for a wrong one. */
export function drive(target: Target, next: (index: number) => string, judge: Judge): Promise<Seen> {
  return driven(target, (client, index) => client.post(target.path, next(index)), judge);
}

/** The same without a body; `next` makes the address. */
export function driveGet(target: Omit<Target, 'path'>, next: (index: number) => string, judge: Judge): Promise<Seen> {
  return driven(target, (client, index) => client.get(next(index)), judge);
}

async function driven(
  target: Omit<Target, 'path'>,
  send: (client: KeepAlive, index: number) => Promise<Answer>,
  judge: Judge,
): Promise<Seen> {
  const client = new KeepAlive(target.url, target.key, target.clients);
  const times: number[] = [];
  let sent = 0;
  let done = 0;
  const from = performance.now();
  const isOver = (): boolean => performance.now() - from >= target.ms || sent >= (target.count ?? Infinity);
  const call = async (): Promise<void> => {
    while (!isOver()) {
      const index = sent++;
      const start = performance.now();
      const answer = await send(client, index);
      times.push(performance.now() - start);
      if (judge(answer, index)) done += 1;
    }
  };
  await Promise.all(Array.from({ length: target.clients }, call));
  const seconds = (performance.now() - from) / 1000;
  client.close();
  return {
    perSecond: done / seconds,
    refused: times.length - done,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}

export function expectStatus({ status, text }: Answer, expected: number): void {
  if (status !== expected) throw new Error(`answered ${status} instead of ${expected}: ${text.slice(0, 500)}`);
}
