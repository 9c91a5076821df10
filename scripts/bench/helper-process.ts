/** The helper's side: takes jobs over IPC, one at a time. */
import { bareLatency, bareReplication, bareServer, bareStore, bareWrites } from './bare.ts';
import { bareAllDocs, bareBulkDocs } from './bare-couch.ts';
import { bareGraphql } from './bare-graphql.ts';
import { hubFootprint } from './footprint.ts';
import { loadAvailability, loadOrders, loadSales } from './loads.ts';
import { fillCouch, openCouch } from './opened-couch.ts';
import { fillStreet, openStreet } from './opened-street.ts';
import { postgresService } from './postgres-service.ts';
import { loadHolds, loadMemberPoints } from './point-loads.ts';
import { seedStore } from './seed-store.ts';
import { simulate } from './simulated.ts';

const JOBS = {
  bareAllDocs,
  bareBulkDocs,
  bareGraphql,
  bareLatency,
  bareReplication,
  bareServer,
  bareStore,
  bareWrites,
  fillCouch,
  fillStreet,
  hubFootprint,
  loadAvailability,
  loadHolds,
  loadMemberPoints,
  loadOrders,
  loadSales,
  openCouch,
  openStreet,
  postgresService,
  seedStore,
  simulate,
};
export type Jobs = typeof JOBS;

interface Order {
  readonly job: keyof Jobs;
  readonly input: never;
}

process.on('message', ({ job, input }: Order) => {
  const work = async (): Promise<unknown> => await JOBS[job](input);
  work().then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
