/** What the operating system says of a running process; Linux only. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc. */
const TICKS = 100;

/** Seconds the process has computed so far, for itself and in the kernel. */
export function processorSeconds(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user = '0', system = '0'] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) / TICKS;
}

/** The same, together with the processes it started that are still running. */
export function processorSecondsWithChildren(pid: number | undefined): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + processorSecondsWithChildren(Number(child)), processorSeconds(pid));
}
