/** The hub's figures for Prometheus. Each is read from the desks when it is asked for; none is kept here. */
import { statfs } from 'node:fs/promises';
import { isOpen } from '@ringfence/domain/store/exceptions.ts';
import { Metrics, type Sample } from '@ringfence/telemetry/metrics.ts';
import type { Desk, Hub } from './hub.ts';

const MS_PER_SECOND = 1000;

/**
 * The figures of this hub; `data` is its data directory, `verifiedAt` when its own log had last been verified, in
 * milliseconds since 1970. docs/operations.md says which of them to watch.
 */
export function metricsOf(hub: Hub, data: string, verifiedAt: () => number | undefined): Metrics {
  const metrics = new Metrics();
  const perStore = (name: string, help: string, read: (desk: Desk) => number | null): void =>
    metrics.gauge(name, help, () => samplesOf(hub, read));
  metrics.gauge('ringfence_stores', 'Stores in the catalogue', () => [{ value: [...hub.desks()].length }]);
  perStore('ringfence_store_connected', '1 while the store has a line to the hub', ({ link }) =>
    Number(link.connected),
  );
  perStore('ringfence_store_up_position', 'Documents of the store that are here', (desk) => desk.sync().up.n);
  perStore(
    'ringfence_store_missing_documents',
    'Documents the store has and the hub has not, as last heard',
    (desk) => {
      const { up, reportedHead } = desk.sync();
      return reportedHead === null ? null : Math.max(0, reportedHead - up.n);
    },
  );
  perStore('ringfence_store_unsent_oldest_seconds', 'Age of the oldest of them', (desk) => {
    const { lagMs } = desk.sync();
    return lagMs === null ? null : lagMs / MS_PER_SECOND;
  });
  perStore('ringfence_store_unapplied_documents', 'Documents for the store that it has not applied', (desk) => {
    const { down, downAcknowledged } = desk.sync();
    return Math.max(0, down.n - downAcknowledged);
  });
  perStore('ringfence_store_quarantined', 'Documents kept aside for a person', (desk) => desk.sync().quarantined);
  perStore('ringfence_store_open_exceptions', 'Facts that do not fit and wait for a person', ({ state }) => {
    let open = 0;
    for (const exception of state.exceptions.values()) if (isOpen(exception, state)) open += 1;
    return open;
  });
  metrics.gauge('ringfence_verified_timestamp_seconds', 'When every document on disk had last been verified', () => {
    const at = verifiedAt();
    return at === undefined ? [] : [{ value: at / MS_PER_SECOND }];
  });
  metrics.gauge('ringfence_disk_free_bytes', 'Free on the disk that holds the data', async () => {
    const { bavail, bsize } = await statfs(data);
    return [{ value: bavail * bsize }];
  });
  return metrics;
}

function* samplesOf(hub: Hub, read: (desk: Desk) => number | null): Generator<Sample> {
  for (const desk of hub.desks()) {
    const value = read(desk);
    if (value !== null) yield { labels: { store: desk.store }, value };
  }
}
