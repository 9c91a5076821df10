/** A thread that lives one seed after the other, as it is told. */
import { parentPort } from 'node:worker_threads';
import { live, type LifeOptions } from './life.ts';

parentPort?.on('message', (options: LifeOptions) => {
  void live(options).then((lived) => parentPort?.postMessage(lived));
});
