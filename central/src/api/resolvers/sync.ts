/** How far hub and stores know each other's documents, and a store's stock explained. For head office. */
import { z } from 'zod';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { refuse } from '@ringfence/domain/basic/outcome.ts';
import { id } from '@ringfence/domain/documents/fields.ts';
import { onHandOf, ordersHolding } from '@ringfence/domain/stock/on-hand.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { Desk } from '../../desks/desk.ts';
import type { Hub } from '../../hub.ts';
import type { OpenChanges } from '../changes.ts';
import { parseQuery } from '../input.ts';
import { LIMITS } from '../limits.ts';
import { queryError } from '../refusals.ts';
import type { ApiContext } from '../scopes.ts';
import { lastHeardOf, namedStores, storeIds } from '../availability.ts';

const which = z.object({ storeIds: storeIds.optional() });
const item = z.object({ storeId: id, sku: id });

const noneYet = (at: number): number | null => (at === 0 ? null : at);

function renderLink(desk: Desk): api.StoreLink {
  const { connected, changedAt, lastContactAt } = desk.link;
  return {
    storeId: desk.store,
    connected,
    since: noneYet(changedAt),
    lastContactAt: noneYet(lastContactAt),
  };
}

function renderSync(desk: Desk): Omit<api.StoreSync, 'stateHash' | 'quarantine' | 'setAside'> {
  const { up, down, downAcknowledged, reportedHead, oldestUnsentAt, quarantined, lagMs } = desk.sync();
  return {
    ...renderLink(desk),
    incarnation: desk.state.incarnation,
    up: { n: up.n, head: up.head },
    down: { n: down.n, head: down.head },
    downAcknowledged,
    backlog: reportedHead === null ? null : Math.max(0, reportedHead - up.n),
    downBacklog: Math.max(0, down.n - downAcknowledged),
    oldestUnsentAt,
    lagMs,
    quarantined,
  };
}

function storeStock(hub: Hub, input: z.infer<typeof item>): api.StoreStock {
  const { storeId, sku } = input;
  const desk = hub.desk(storeId);
  const product = hub.catalogue.product(sku);
  if (!desk) throw queryError(refuse('unknown-store', `There is no store ${storeId}.`, { field: 'storeId' }).refusal);
  if (!product)
    throw queryError(refuse('unknown-sku', `There is no item ${sku} in the catalogue.`, { field: 'sku' }).refusal);
  return {
    storeId,
    sku,
    ...onHandOf(desk.state, sku),
    safetyStock: product.safetyStock,
    heldFor: ordersHolding(desk.state, sku).map(({ order, units }) => ({ orderId: order, units })),
    asOf: lastHeardOf(desk),
    storeConnected: desk.link.connected,
  };
}

export function syncResolvers(
  hub: Hub,
  openChanges: OpenChanges,
): Pick<api.Resolvers<ApiContext>, 'Query' | 'Subscription' | 'StoreSync'> {
  const deskOf = (store: StoreId): Desk => must(hub.desk(store), 'desks stay');

  function chosen(input: unknown): Desk[] {
    const { storeIds: ids } = parseQuery(which, input);
    if (ids) return namedStores(hub, ids).flatMap((info) => hub.desk(info.store) ?? []);
    return [...hub.desks()].sort((a, b) => (a.store < b.store ? -1 : 1));
  }

  function linkChanges(input: { storeIds?: readonly string[] | null | undefined }): AsyncIterable<api.StoreLink> {
    const desks = chosen(input);
    const stores = input.storeIds && new Set(desks.map((desk) => desk.store));
    return openChanges<StoreId, api.StoreLink>({
      start: desks.map((desk) => desk.store),
      listen: (changed) => {
        const onLink = (event: { store: StoreId }): void => {
          if (!stores || stores.has(event.store)) changed(event.store);
        };
        hub.events.on('link', onLink);
        return () => hub.events.off('link', onLink);
      },
      read: (store) => renderLink(deskOf(store)),
    });
  }

  return {
    Query: {
      syncStatus: (_parent, input) => chosen(input).map(renderSync),
      storeStock: (_parent, input) => storeStock(hub, parseQuery(item, input)),
    },
    Subscription: {
      storeLinkChanged: {
        subscribe: (_parent, input) => linkChanges(input),
        resolve: (link: api.StoreLink) => link,
      },
    },
    StoreSync: {
      stateHash: ({ storeId }) => deskOf(storeId).sync().stateHash(),
      quarantine: async ({ storeId }) => {
        const open = (await hub.quarantine(storeId)).filter(({ dismissal }) => !dismissal);
        return Promise.all(
          open.slice(0, LIMITS.quarantineShown).map(async ({ id: name, at, reason, raw }) => {
            return { id: name, at, reason, raw: (await raw()).slice(0, LIMITS.quarantineShownLength) };
          }),
        );
      },
      setAside: ({ storeId }) =>
        [...deskOf(storeId).state.setAside].map(([document, reason]) => ({ id: document, reason })),
    },
  };
}
