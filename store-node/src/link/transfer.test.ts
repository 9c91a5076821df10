/** Sending and fetching by position, over the production Link's own functions; the hub's side is a list in memory. */
import { expect, test } from '@jest/globals';
import type { z } from 'zod';
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { Journal } from '@ringfence/log/journal.ts';
import { MemoryLog } from '@ringfence/log/memory-log.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import { sha256 } from '../identity/home.ts';
import { LIMITS } from '../limits.ts';
import { BatchSize } from './batch-size.ts';
import { fillReplica, sendAll } from './transfer.ts';
import { HubUnreachable } from './trouble.ts';

const BATCH = LIMITS.directPushDocuments;

async function streetOf(documents: number): Promise<StreetLog> {
  const log = new MemoryLog({ sha256, schedule: setImmediate });
  const street = await log.open('up-S01');
  const onFatal = (): void => {};
  const journal = new Journal(street, { author: 'S01.1', sha256, now: () => 1, onFatal });
  const written = Array.from({ length: documents }, (_, index) => {
    const lines = [{ sku: 'a', units: 1, area: 'shelf' }];
    return journal.write({ id: `receipt~r${index}`, kind: 'receipt', v: 1, body: { lines } }).durable;
  });
  await Promise.all(written);
  return street;
}

interface Sent {
  readonly docs: readonly Envelope[];
  readonly answer: (rows?: object[]) => void;
  readonly fail: (error: Error) => void;
}

/** A hub whose answers are in the hands of the test. */
class Hub {
  readonly sent: Sent[] = [];

  json<T>(_path: string, shape: z.ZodType<T>, { body }: { body?: unknown } = {}): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const { docs } = body as { docs: Envelope[] };
    this.sent.push({ docs, answer: (rows = []) => resolve(shape.parse(rows)), fail: reject });
    return promise;
  }

  /** Waits until so many requests were sent in all. */
  async got(count: number): Promise<void> {
    while (this.sent.length < count) await new Promise(setImmediate);
  }
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
};
const stop = new AbortController().signal;
const fullSize = (): BatchSize => new BatchSize(LIMITS.directPushLeast, BATCH);

test('the next batch goes while the last is written, and no more than a few are under way', async () => {
  const street = await streetOf(BATCH * 4 + 10);
  const hub = new Hub();
  const sending = sendAll(hub, street, { afterN: 0, upTo: street.head().n, size: fullSize(), stop });
  await hub.got(LIMITS.sendingAtOnce);
  await turns(20);
  expect(hub.sent).toHaveLength(LIMITS.sendingAtOnce);
  for (let index = 0; index < 5; index += 1) {
    await hub.got(index + 1);
    hub.sent[index]?.answer();
  }
  await sending;
  expect(hub.sent.flatMap(({ docs }) => docs.map(({ n }) => n))).toEqual(
    Array.from({ length: BATCH * 4 + 10 }, (_, index) => index + 1),
  );
});

test('after a failure nothing more is sent, and the failure is told when all have ended', async () => {
  const street = await streetOf(BATCH * 5);
  const hub = new Hub();
  const sending = sendAll(hub, street, { afterN: 0, upTo: street.head().n, size: fullSize(), stop });
  const failed = expect(sending).rejects.toThrow('the line broke');
  await hub.got(2);
  hub.sent[0]?.fail(new HubUnreachable('the line broke'));
  await turns(20);
  hub.sent[1]?.answer();
  await failed;
  expect(hub.sent).toHaveLength(2);
});

test('after a document that was refused nothing more is sent', async () => {
  const street = await streetOf(BATCH * 5);
  const hub = new Hub();
  const sending = sendAll(hub, street, { afterN: 0, upTo: street.head().n, size: fullSize(), stop });
  await hub.got(2);
  hub.sent[0]?.answer([{ id: 'receipt~r3', error: 'forbidden', reason: 'so' }]);
  await turns(20);
  hub.sent[1]?.answer();
  await sending;
  expect(hub.sent).toHaveLength(2);
});

test('after failures one small batch goes at a time, until they arrive again', async () => {
  const street = await streetOf(BATCH * 2);
  const hub = new Hub();
  const size = fullSize();
  size.failed();
  const sending = sendAll(hub, street, { afterN: 0, upTo: street.head().n, size, stop });
  await hub.got(1);
  await turns(20);
  expect(hub.sent.map(({ docs }) => docs.length)).toEqual([BATCH / 2]);
  for (let index = 0; index < 3; index += 1) {
    await hub.got(index + 1);
    hub.sent[index]?.answer();
  }
  await sending;
  expect(hub.sent.map(({ docs }) => docs.length)).toEqual([BATCH / 2, BATCH, BATCH / 2]);
});

/** The hub's street, read by position, as the gateway answers it. */
function hubWith(street: StreetLog) {
  const asked: number[] = [];
  return {
    asked,
    async json<T>(path: string, shape: z.ZodType<T>): Promise<T> {
      const query = new URL(path, 'http://hub').searchParams;
      const since = Number(query.get('since'));
      asked.push(since);
      const documents = await street.read(since, Number(query.get('limit')));
      return shape.parse({ results: documents.map((doc) => ({ seq: doc.n, doc: { ...doc, _rev: '1-x' } })) });
    },
  };
}

/** A copy that keeps what continues it and notes what had been asked for when it was given something. */
async function copyThat(keeps: (document: Envelope) => boolean, asked: readonly number[]) {
  const log = new MemoryLog({ sha256, schedule: setImmediate });
  const street = await log.open('down-S01');
  const askedBefore: number[] = [];
  const receive = async (documents: readonly Envelope[]): Promise<void> => {
    askedBefore.push(asked.length);
    await street.append(documents.filter((document) => document.n === street.head().n + 1 || keeps(document)));
  };
  return { askedBefore, replica: Object.assign(street, { receive }) };
}

test('a copy is filled to the end, the next page asked for before the last is written', async () => {
  const street = await streetOf(LIMITS.pullDocuments * 2 + 5);
  const hub = hubWith(street);
  const { replica, askedBefore } = await copyThat(() => true, hub.asked);
  expect(await fillReplica(hub, replica, street.head().n)).toBe(true);
  expect(replica.head()).toEqual(street.head());
  expect(askedBefore).toEqual([2, 3, 3]);
  expect(hub.asked).toEqual([0, LIMITS.pullDocuments, 2 * LIMITS.pullDocuments]);
});

test('a copy that what comes does not continue is not filled', async () => {
  const street = await streetOf(10);
  const hub = hubWith(street);
  const { replica } = await copyThat(() => true, hub.asked);
  replica.receive = () => Promise.resolve();
  expect(await fillReplica(hub, replica, 10)).toBe(false);
});

test('what was fetched ahead is fetched again when the copy went only part of the way', async () => {
  const street = await streetOf(LIMITS.pullDocuments + 5);
  const hub = hubWith(street);
  const { replica } = await copyThat(() => true, hub.asked);
  const whole = replica.receive;
  let isFirst = true;
  replica.receive = (documents) => {
    const part = isFirst ? documents.slice(0, 7) : documents;
    isFirst = false;
    return whole(part);
  };
  expect(await fillReplica(hub, replica, street.head().n)).toBe(true);
  expect(replica.head()).toEqual(street.head());
  expect(hub.asked).toContain(7);
});
