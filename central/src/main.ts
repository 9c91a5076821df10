/** Starts the hub from its environment. Prints where it listens; ends cleanly on SIGTERM and SIGINT. */
import './production.ts';
import { randomBytes } from 'node:crypto';
import { DamagedLog, StorageFailure } from '@ringfence/log/port.ts';
import { createLogger, textOf } from '@ringfence/telemetry/logger.ts';
import { measureLateness } from '@ringfence/telemetry/lateness.ts';
import { machineClock } from './clock.ts';
import { ConfigError, readConfig } from './config.ts';
import { publicKeyOf, sha256, signWith, verifierOf } from './crypto.ts';
import { Hub } from './hub.ts';
import { openHome } from './identity.ts';
import { LIMITS } from './limits.ts';
import { metricsOf } from './metrics.ts';
import { HubServer } from './server.ts';

const log = createLogger({ process: 'hub', level: 'info' });
const onBug = (error: unknown): void => log.error({ event: 'bug', error: textOf(error) });

/** Crash-only: what the disk holds is right, what memory holds is not to be trusted any more. */
function die(error: unknown): never {
  const isPlain = error instanceof StorageFailure || error instanceof DamagedLog || error instanceof ConfigError;
  log.fatal({ event: 'fatal', error: textOf(error, isPlain) });
  process.exit(1);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', die);

const config = await readConfig(process.env).catch(die);
log.level = config.logLevel;
const home = await openHome(config.data, { sha256, onFatal: die }).catch(die);
const hub = await Hub.open({
  log: home.log,
  clock: machineClock,
  sha256,
  sign: signWith(home.privateKey),
  publicKey: publicKeyOf(home.privateKey),
  verifierOf,
  vaultKey: config.vaultKey,
  random: (bytes) => Uint8Array.from(randomBytes(bytes)),
  onFatal: die,
}).catch(die);
if (log.isLevelEnabled('debug'))
  hub.events.on('received', (documents) => log.debug({ event: 'received', ...documents }));
const lateMs = measureLateness();
const ticking = setInterval(() => hub.tick(), LIMITS.tickMs);
const keeping = setInterval(() => void home.heads.save().catch(die), LIMITS.headsMs);
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
  },
  onBug,
  metrics: metricsOf(hub, config.data),
  pressure: () => ({ lateMs: lateMs(), backlog: home.log.backlog }),
}).catch(die);

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await server.stop();
  clearInterval(ticking);
  clearInterval(keeping);
  await hub.members.settled();
  await home.heads.save();
  await home.log.close();
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop().catch(die));

console.log(JSON.stringify({ listening: server.url }));
