/** Mistakes planted at a store, as wrappers round what it works with. */
import { fact } from '@ringfence/domain/documents/registry.ts';
import { online, returnable, shelf } from '@ringfence/domain/ledger/account.ts';
import type { Book } from '@ringfence/domain/ledger/book.ts';
import type { StreetLog } from '@ringfence/log/port.ts';
import type { Store } from '@ringfence/store-node/src/store.ts';
import { endOrderCommand, handOverCommand } from '@ringfence/store-node/src/commands/pickup.ts';
import type { Seams } from './seams.ts';

/** The log says “durable” at once. */
export const hasty = (street: StreetLog): void => {
  const append = street.append.bind(street);
  street.append = (documents) => {
    append(documents).catch(() => {});
    return Promise.resolve();
  };
};

export const answerBeforeDisk = (): Seams => ({ storeStreet: hasty });

export const secondHandOver = (): Seams => ({
  store: (store) => {
    const execute = store.execute.bind(store);
    store.execute = async (command, raw, rights) => {
      const outcome = await execute(command, raw, rights);
      const isSecond = (command as unknown) === handOverCommand && outcome.outcome === 'refused';
      if (!isSecond || outcome.refusal.refused !== 'already-handed-over') return outcome;
      const first = await store.ports.journal.find(`hand-over~${(raw as { order: string }).order}`);
      return first ? { outcome: 'recorded', document: first.document } : outcome;
    };
  },
});

export const endAfterHandOver = (): Seams => ({
  store: (store) => {
    const execute = store.execute.bind(store);
    store.execute = async (command, raw, rights) => {
      const outcome = await execute(command, raw, rights);
      if ((command as unknown) !== endOrderCommand || outcome.outcome !== 'refused') return outcome;
      const { order } = raw as { order: string };
      const record = store.order(order);
      const isDone = store.ports.journal.log.positionOf(`order-end~${order}`) !== undefined;
      if (record?.end?.kind !== 'handed-over' || isDone || !store.standing.trading) return outcome;
      const lines = [...record.end.lines];
      const { document, durable } = store.record([fact('order-end', order, { order, reason: 'cancelled', lines })]);
      await durable;
      return { outcome: 'recorded', document };
    };
  },
});

/** After what a document took, its units are put back where they were. */
function undo(store: Store, kind: string, undoing: (book: Book, body: never) => void): void {
  const record = store.record.bind(store);
  store.record = (facts) => {
    const written = record(facts);
    for (const each of facts) if (each.kind === kind) undoing(store.state.book, each.body as never);
    return written;
  };
}

export const rightStays = (): Seams => ({
  store: (store) =>
    undo(store, 'return-grant', (book, body: { sale: string; of: 'sale' | 'order'; lines: readonly Line[] }) => {
      const name = { soldAt: store.id, of: body.of, id: body.sale };
      for (const { line, units } of body.lines)
        book.post([{ from: returnable(name, line, 'hub'), to: returnable(name, line, store.id), units }]);
    }),
});

interface Line {
  readonly line: number;
  readonly units: number;
}

export const grantStays = (): Seams => ({
  store: (store) =>
    undo(store, 'grant', (book, body: { lines: readonly { sku: string; units: number }[] }) => {
      for (const { sku, units } of body.lines) book.post([{ from: online(sku), to: shelf(sku), units }]);
    }),
});

export const wholeLeaseBack = (): Seams => ({
  store: (store) => {
    const record = store.record.bind(store);
    store.record = (facts) =>
      record(
        facts.map((each) => {
          if (each.kind !== 'lease-return') return each;
          const points = store.state.leases.get(each.body.lease)?.points ?? each.body.points;
          return { ...each, body: { ...each.body, points } };
        }),
      );
  },
});
