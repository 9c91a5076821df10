/** Mistakes planted at the hub, as wrappers round what it works with. */
import type { Envelope } from '@ringfence/domain/documents/envelope.ts';
import { interpret } from '@ringfence/domain/documents/parse.ts';
import { type Doc, fact, movesOf } from '@ringfence/domain/documents/registry.ts';
import { hold, online, order, outside } from '@ringfence/domain/ledger/account.ts';
import type { Listener } from '@ringfence/log/port.ts';
import { statusOf } from '@ringfence/domain/pickup/order.ts';
import type { Desk, Hub } from '@ringfence/central/src/hub.ts';
import { hasty } from './planted-at-store.ts';
import type { Seams } from './seams.ts';

const YEAR = 365 * 24 * 3_600_000;

const eachDesk = (hub: Hub, plant: (desk: Desk) => void): void => {
  for (const desk of hub.desks()) plant(desk);
};

export const answerBeforeDisk = (): Seams => ({
  hubStreet: (street) => {
    if (street.street.startsWith('down-')) hasty(street);
  },
});

/** Who follows a store's street hears of documents when they are appended, and not again when they are durable. */
export const countBeforeDisk = (): Seams => ({
  hubStreet: (street) => {
    if (!street.street.startsWith('up-')) return;
    const listeners = new Set<Listener>();
    const append = street.append.bind(street);
    street.follow = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    street.append = (documents) => {
      const durable = append(documents);
      for (const listener of listeners) listener(documents);
      return durable;
    };
  },
});

export const noDedupe = (): Seams => ({
  hub: (hub) =>
    eachDesk(hub, (desk) => {
      const ingest = desk.ingest.bind(desk);
      desk.ingest = (rows, sender) => {
        const known = (rows as readonly Envelope[]).filter(({ _id }) => desk.up.positionOf(_id) !== undefined);
        const answers = ingest(rows, sender);
        for (const document of known) {
          const read = interpret(document, 'up', desk.store);
          if (read.ok) desk.state.book.post(movesOf(read.value, desk.store));
        }
        return answers;
      };
    }),
});

export const grantTwice = (): Seams => ({
  hub: async (hub) => {
    for (const desk of hub.desks()) {
      const documents = await desk.up.read(Math.max(0, desk.state.up.n - 500), 500);
      const grant = documents.findLast(({ kind, v }) => kind === 'grant' && v === 1);
      if (grant) desk.state.book.post(movesOf(grant as Doc, desk.store));
    }
  },
});

export const relayTwice = (): Seams => ({
  hub: async (hub) => {
    for (const desk of hub.desks()) {
      const relays = (await desk.down.read(0, 5000)).filter(({ kind }) => kind === 'relay') as Doc<'relay'>[];
      const last = relays.at(-1);
      if (!last) continue;
      const transfer = `${last.body.transfer}.again`;
      if (!desk.has(`relay~${transfer}`)) void desk.carry(fact('relay', transfer, { ...last.body, transfer }));
    }
  },
});

export const leaseTwice = (): Seams => ({
  hub: (hub) =>
    eachDesk(hub, (desk) => {
      const carry = desk.carry.bind(desk);
      desk.carry = async (carried) => {
        await carry(carried);
        if (carried.kind !== 'lease' || carried.body.lease.endsWith('.again')) return;
        const lease = `${carried.body.lease}.again`;
        await carry(fact('lease', lease, { ...carried.body, lease }));
      };
    }),
});

export const leaseWithoutEnd = (): Seams => ({
  hub: (hub) =>
    eachDesk(hub, (desk) => {
      const carry = desk.carry.bind(desk);
      desk.carry = (carried) =>
        carry(
          carried.kind === 'lease'
            ? { ...carried, body: { ...carried.body, until: carried.body.until + 20 * YEAR } }
            : carried,
        );
    }),
});

export const captureTwice = (): Seams => ({
  hub: ({ members }) => {
    const endHold = members.endHold.bind(members);
    members.endHold = async (command) => {
      const outcome = await endHold(command);
      const { member, hold: id, captured } = command;
      const shard = members.shards.find(({ state }) => state.members.has(member));
      // The second one is told yes too, and takes what it asked for.
      if (outcome.outcome === 'refused' && outcome.refusal.refused === 'exists-different' && captured > 0)
        shard?.state.book.post([{ from: hold(member, id), to: outside, units: captured }]);
      return outcome;
    };
  },
});

export const pointsBackTwice = (): Seams => ({
  hub: (hub) => {
    for (const { state, street } of hub.members.shards)
      street.follow((documents) => {
        for (const document of documents as Doc[])
          if (document.kind === 'reversed' && document.body.credit.toBalance > 0)
            state.book.post(movesOf(document, ''));
      });
  },
});

export const promiseNotCounted = (): Seams => ({
  hub: (hub) =>
    eachDesk(hub, (desk) => {
      const placeOrder = desk.placeOrder.bind(desk);
      desk.placeOrder = (command, beside) => {
        const isNew = !desk.has(`pickup-order~${command.id}`);
        const placing = placeOrder(command, beside);
        if (isNew && desk.has(`pickup-order~${command.id}`))
          for (const { sku, units } of command.lines)
            desk.state.book.post([{ from: order(command.id, sku), to: online(sku), units }]);
        return placing;
      };
    }),
});

export const takeBackOnTimeOut = (): Seams => ({
  hubTick: (hub, now) => {
    for (const shard of hub.members.shards)
      for (const { member, lent } of shard.state.members.values())
        for (const { lease, until, store, lots } of lent.values()) {
          const points = lots.reduce((sum, lot) => sum + lot.points, 0);
          if (until >= now || points === 0 || shard.has(`lease-back~${lease}`)) continue;
          shard.post(fact('lease-back', lease, { lease, member, store, toDebt: 0, toBalance: points }));
        }
  },
});

export const expireByClock = (): Seams => {
  const expired = new Set<string>();
  return {
    hubTick: (hub, now) =>
      eachDesk(hub, ({ state }) => {
        for (const record of state.orders.live()) {
          if (expired.has(record.id) || record.expiresAt >= now || !['placed', 'ready'].includes(statusOf(record)))
            continue;
          expired.add(record.id);
          for (const { sku } of record.placed?.body.lines ?? []) {
            const units = state.book.units(order(record.id, sku));
            if (units > 0) state.book.post([{ from: order(record.id, sku), to: online(sku), units }]);
          }
        }
      }),
  };
};

/** The hub takes its log for the right one again as soon as it is as long as what the store has. */
export const longEnough = (): Seams => ({
  hub: (hub) =>
    eachDesk(hub, (desk) =>
      Object.defineProperty(desk, 'isBehind', {
        get: () => (desk.link.report?.downN ?? 0) > desk.down.head().n,
      }),
    ),
});
