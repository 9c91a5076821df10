/** The store's figures for Prometheus. Each is read from the node when it is asked for; none is kept here. */
import { statfs } from 'node:fs/promises';
import { isOpen } from '@ringfence/domain/store/exceptions.ts';
import { Metrics, type Sample } from '@ringfence/telemetry/metrics.ts';
import type { StoreNode } from './node.ts';
import { statusOf } from './views/status.ts';

const MS_PER_SECOND = 1000;
const one = (value: number | boolean): Sample[] => [{ value: Number(value) }];

/** The figures of this node; `data` is its data directory. docs/operations.md says which of them to watch. */
export function metricsOf(node: StoreNode, data: string): Metrics {
  const metrics = new Metrics();
  metrics.gauge('ringfence_trading', '1 while the store trades', () => one(node.standing.trading));
  metrics.gauge('ringfence_link_connected', '1 while there is a line to the hub', () =>
    one(node.link?.status.connected ?? false),
  );
  metrics.gauge('ringfence_unsent_documents', 'Documents the hub is not known to have', async () =>
    one((await statusOf(node)).backlog.count),
  );
  metrics.gauge('ringfence_unsent_oldest_seconds', 'Age of the oldest of them; 0 when there is none', async () => {
    const oldest = (await node.link?.oldestUnsentAt()) ?? null;
    return one(oldest === null ? 0 : Math.max(0, Date.now() - oldest) / MS_PER_SECOND);
  });
  metrics.gauge('ringfence_street_position', 'Last position on disk', () => positionsOf(node));
  metrics.gauge('ringfence_verified_timestamp_seconds', 'When every document on disk had last been verified', () =>
    node.verifiedAt === undefined ? [] : one(node.verifiedAt / MS_PER_SECOND),
  );
  metrics.gauge('ringfence_open_exceptions', 'Facts that do not fit and wait for a person', () => {
    const state = node.store?.state;
    return state ? one([...state.exceptions.values()].filter((exception) => isOpen(exception, state)).length) : [];
  });
  metrics.gauge('ringfence_unfit_facts', 'Facts of disks that were set aside, which wait for a person', () =>
    one(node.unfit.length),
  );
  metrics.gauge('ringfence_disk_free_bytes', 'Free on the disk that holds the data', async () => {
    const { bavail, bsize } = await statfs(data);
    return one(bavail * bsize);
  });
  return metrics;
}

function positionsOf({ store }: StoreNode): Sample[] {
  if (!store) return [];
  const at = (street: string, value: number): Sample => ({ labels: { street }, value });
  return [
    at('up', store.ports.journal.durable.n),
    at('down', store.state.down.n),
    at('catalog', store.catalogue.cursor.n),
  ];
}
