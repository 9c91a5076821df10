/**
 * The catalogue as one light store sees it: every product, and of the stores only itself. A thousand stores that each
 * keep a thousand stores would measure the memory of this program and nothing of the hub.
 */
import type { StoreId } from '@ringfence/domain/basic/ids.ts';
import { advance, type Cursor, type Envelope, startOfStreet } from '@ringfence/domain/documents/envelope.ts';
import { documentHash } from '@ringfence/log/chain.ts';
import type { StreetReader } from '@ringfence/log/port.ts';
import { sha256 } from '@ringfence/store-node/src/identity/home.ts';

export function catalogOf(store: StoreId, street: readonly Envelope[]): StreetReader {
  const seen = street.filter(({ kind, body }) => kind !== 'store' || (body as { store: StoreId }).store === store);
  const last = seen.at(-1);
  const head: Cursor = last === undefined ? startOfStreet : advance(last, documentHash(last, sha256));
  return {
    street: 'catalog',
    head: () => head,
    read: (afterN, limit) => Promise.resolve(seen.filter(({ n }) => n > afterN).slice(0, limit)),
    get: (id) => Promise.resolve(seen.find(({ _id }) => _id === id)),
    positionOf: (id) => seen.find(({ _id }) => _id === id)?.n,
    follow: () => () => {},
  };
}
