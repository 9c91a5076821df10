/** Starts the hub from its environment. Prints where it listens; ends cleanly on SIGTERM and SIGINT. */
import './production.ts';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CouchAddress } from '@ringfence/log/couch/address.ts';
import { Superseded } from '@ringfence/log/couch/superseded.ts';
import { DamagedLog, StorageFailure } from '@ringfence/log/port.ts';
import { rulesOf } from '@ringfence/log/rules.ts';
import { createLogger, textOf } from '@ringfence/telemetry/logger.ts';
import { measureLateness } from '@ringfence/telemetry/lateness.ts';
import { Metrics } from '@ringfence/telemetry/metrics.ts';
import { machineClock } from './clock.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { cryptographyOf, sha256 } from './crypto.ts';
import { Hub } from './hub.ts';
import { type Home, openHome } from './identity.ts';
import { LIMITS as LEADING } from './leadership/limits.ts';
import { Membership } from './leadership/shared-home.ts';
import { LIMITS } from './limits.ts';
import { Listener } from './listener.ts';
import { metricsOf } from './metrics.ts';
import { HubServer, serveMetricsAlone } from './server.ts';
import { SnapshotDirectory } from './snapshots/place.ts';

/** What folds and follows documents, besides the domain. */
const FOLDING = ['./desks/', './members/', './snapshots/', './errands.ts', './hub.ts'].map(
  (path) => new URL(path, import.meta.url),
);

const log = createLogger({ process: 'hub', level: 'info' });
const onBug = (error: unknown): void => {
  if (!(error instanceof Superseded)) log.error({ event: 'bug', error: textOf(error) });
};

/** Crash-only: what the disk holds is right, what memory holds is not to be trusted any more. */
function die(error: unknown): never {
  if (error instanceof Superseded && serving.home) return stepDown(serving.home) as never;
  const isPlain = error instanceof StorageFailure || error instanceof DamagedLog || error instanceof ConfigError;
  log.fatal({ event: 'fatal', error: textOf(error, isPlain) });
  process.exit(1);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);

/** The home, once the hub serves. */
const serving: { home?: Home } = {};

/** Another hub leads: what may still be answered is answered, and the next start stands by. */
let isSteppingDown = false;
function stepDown(from: Home): void {
  if (isSteppingDown) return;
  isSteppingDown = true;
  log.warn({ event: 'superseded', term: from.term });
  const answered = Promise.race([from.log.close(), sleep(LEADING.sealMs)]);
  void answered.then(() => sleep(LEADING.farewellMs)).then(() => process.exit(1));
}

/** What ends with the process, last first. */
const endings: (() => unknown)[] = [];
let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  for (const end of endings.toReversed()) await end();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop().catch(die));

/** Tells once where this process listens, as soon as it serves or another one does. */
let isAnnounced = false;
function announce(url: string): void {
  if (!isAnnounced) console.log(JSON.stringify({ listening: url }));
  isAnnounced = true;
}

const config = await readConfig(process.env).catch(die);
log.level = config.logLevel;
const membership = config.couch && (await standBy(config, config.couch).catch(die));
const home = await (membership?.lead() ?? openHome(config.data, { sha256, onFatal: die })).catch(die);
const hub = await Hub.open({
  term: home.term,
  log: home.log,
  clock: machineClock,
  ...cryptographyOf(home.privateKey),
  vaultKey: config.vaultKey,
  onFatal: die,
  snapshots: {
    place: new SnapshotDirectory(join(config.data, 'snapshots'), rulesOf(FOLDING)),
    onTrouble: (error) => log.warn({ event: 'snapshot', error: textOf(error) }),
    onLoss: (error) => log.error({ event: 'older-log', error: textOf(error, true) }),
  },
}).catch(die);
if (log.isLevelEnabled('debug'))
  hub.events.on('received', (documents) => log.debug({ event: 'received', ...documents }));
const lateMs = measureLateness();
const ticking = setInterval(() => hub.tick(), LIMITS.tickMs);
const keeping = setInterval(() => void home.heads.save().catch(die), LIMITS.headsMs);
const metrics = metricsOf(hub, config.data, () => home.log.scrubbed?.endedAt);
if (membership) tellLeading(metrics, 1);
const server = await HubServer.start({
  hub,
  clock: machineClock,
  host: config.host,
  port: config.port,
  api: {
    keys: config.keys,
    memberIssuer: config.memberIssuer,
    development: config.development,
    report: onBug,
    counts: membership?.counts,
  },
  onBug,
  metrics,
  listener: membership?.listener,
  presence: membership && (() => membership.presence),
  certainty: membership?.certainty,
  secret: membership?.secret,
  pressure: () => ({ lateMs: lateMs(), backlog: home.log.backlog }),
}).catch(die);

endings.push(async () => {
  await server.stop();
  clearInterval(ticking);
  clearInterval(keeping);
  await hub.members.settled();
  await hub.keepSnapshots();
  await home.heads.save();
  await home.log.close();
});
serving.home = home;
membership?.serving();
announce(server.url);

/** Listens, and serves by forwarding until this process leads. */
async function standBy(config: Config, couch: CouchAddress): Promise<Membership> {
  const listener = await Listener.open(config);
  const metrics = new Metrics();
  tellLeading(metrics, 0);
  const joined = await Membership.join({
    couch,
    listener,
    redis: config.redis,
    data: config.data,
    vaultKey: config.vaultKey,
    address: config.address ?? listener.url,
    instance: randomBytes(12).toString('hex'),
    sha256,
    metrics: serveMetricsAlone(metrics, config.keys),
    onFatal: die,
    onSuperseded: () => die(new Superseded('another hub leads')),
    tell: (event) => ('error' in event || 'warning' in event ? log.warn(event) : log.info(event)),
  });
  endings.push(
    () => joined.close(),
    () => listener.close(LEADING.drainMs),
  );
  void joined.someoneLeads().then(() => announce(listener.url));
  return joined;
}

/** One of several hubs leads; none or two for longer than a moment is for an engineer. */
function tellLeading(metrics: Metrics, value: 0 | 1): void {
  metrics.gauge('ringfence_hub_leading', '1 at the hub that leads, 0 at one that stands by', () => [{ value }]);
}
