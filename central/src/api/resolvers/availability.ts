/** "Which stores can hand me these items today?" in one question, and its changes. */
import { z } from 'zod';
import { must } from '@ringfence/domain/basic/assert.ts';
import type { Sku, StoreId } from '@ringfence/domain/basic/ids.ts';
import type * as api from '@ringfence/graphql/generated/schema.ts';
import type { Hub } from '../../hub.ts';
import {
  answerOf,
  availabilityNow,
  namedStores,
  question,
  skus,
  type StoreAnswer,
  storeIds,
  wantedLines,
} from '../availability.ts';
import type { OpenChanges } from '../changes.ts';
import { parseQuery } from '../input.ts';
import type { ApiContext } from '../scopes.ts';
import { renderStore } from './catalogue.ts';

const watched = z.object({ skus, storeIds: storeIds.optional() });

export function availabilityResolvers(
  hub: Hub,
  openChanges: OpenChanges,
): Pick<api.Resolvers<ApiContext>, 'Query' | 'Subscription' | 'StoreAvailability'> {
  function changes(input: z.infer<typeof watched>): AsyncIterable<StoreAnswer> {
    const wanted = wantedLines(hub, input);
    const names = new Set(wanted.map((line) => line.sku));
    const infos = input.storeIds ? namedStores(hub, input.storeIds) : [...hub.catalogue.stores()];
    const chosen = input.storeIds && new Set(infos.map((info) => info.store));
    return openChanges<StoreId, StoreAnswer>({
      start: infos.map((info) => info.store),
      listen: (changed) => {
        const concerns = (store: StoreId): boolean => chosen === undefined || chosen.has(store);
        const onStock = (event: { store: StoreId; skus: readonly Sku[] }): void => {
          if (concerns(event.store) && event.skus.some((sku) => names.has(sku))) changed(event.store);
        };
        const onLink = (event: { store: StoreId }): void => {
          if (concerns(event.store)) changed(event.store);
        };
        hub.events.on('stock', onStock).on('link', onLink);
        return () => hub.events.off('stock', onStock).off('link', onLink);
      },
      read: (store) => {
        const info = hub.catalogue.store(store);
        return info && answerOf(hub, info, wanted);
      },
    });
  }

  return {
    Query: { availability: (_parent, input) => availabilityNow(hub, parseQuery(question, input)) },
    Subscription: {
      availabilityChanged: {
        subscribe: (_parent, input) => changes(parseQuery(watched, input)),
        resolve: (answer: StoreAnswer) => answer,
      },
    },
    StoreAvailability: {
      store: ({ storeId }) => renderStore(must(hub.catalogue.store(storeId), 'stores stay in the catalogue')),
    },
  };
}
