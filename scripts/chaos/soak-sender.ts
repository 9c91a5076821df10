/** A thread that pours one flood of a soak, so that neither waits for the other's sender, nor the measuring for them. */
import { parentPort, workerData } from 'node:worker_threads';
import { pour } from './flood.ts';
import { soakFlood, type SoakOrder } from './soak-load.ts';

const order = workerData as SoakOrder;
parentPort?.postMessage(await pour(soakFlood(order), order.seconds));
