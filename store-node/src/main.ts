/** Starts one store node from its environment. Prints where it listens; ends cleanly on SIGTERM and SIGINT. */
import './production.ts';
import { StorageFailure } from '@ringfence/log/port.ts';
import { createLogger, textOf } from '@ringfence/telemetry/logger.ts';
import { measureLateness } from '@ringfence/telemetry/lateness.ts';
import { ConfigError, readConfig } from './config.ts';
import { HttpApi } from './http/server.ts';
import { NotEnrolled } from './identity/provision.ts';
import { isLinkTrouble } from './link/trouble.ts';
import { metricsOf } from './metrics.ts';
import { StoreNode } from './node.ts';

const log = createLogger({ process: 'store-node', level: 'info' });

/** Crash-only: what the disk holds is right, what memory holds is not to be trusted any more. */
function die(error: unknown): never {
  const isExpected = error instanceof StorageFailure || error instanceof ConfigError || error instanceof NotEnrolled;
  log.fatal({ event: 'fatal', error: textOf(error, isExpected) });
  process.exit(1);
}

process.on('uncaughtException', die);
process.on('unhandledRejection', (reason) => {
  // The replicator drops a promise of its own when a request fails; that is an everyday event.
  if (isLinkTrouble(reason)) log.warn({ event: 'link-trouble', error: (reason as Error).message });
  else die(reason);
});

try {
  const config = await readConfig(process.env);
  log.level = config.logLevel;
  log.setBindings({ store: config.store });
  const node = await StoreNode.start({ config, log: (entry) => log.info(entry), onFatal: die });
  const api = await HttpApi.start({
    node,
    keys: config.keys,
    host: config.host,
    port: config.port,
    lateMs: measureLateness(),
    onBug: (error) => log.error({ event: 'bug', error: textOf(error) }),
    onAnswered: (answered) => log.debug({ event: 'answered', ...answered }),
    metrics: metricsOf(node, config.data),
  });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await api.stop();
    await node.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop().catch(die));
  console.log(JSON.stringify({ listening: api.url }));
} catch (error) {
  die(error);
}
