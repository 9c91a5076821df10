/** How late the process is: the time by which its next piece of work comes later than it should. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
/** One long pause among many short ones is not lateness: the mean over this long is. */
const OVER_MS = 500;
const NANOSECONDS = 1e6;

/** Starts to measure; the returned function gives the mean over the last half second, in milliseconds. */
export function measureLateness(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let lateMs = 0;
  setInterval(() => {
    const mean = histogram.mean / NANOSECONDS - RESOLUTION_MS;
    // Without a sample the mean is no number.
    lateMs = mean > 0 ? mean : 0;
    histogram.reset();
  }, OVER_MS).unref();
  return () => lateMs;
}
