/** Small disks of our own that can be filled, or lose their power. Needs root; who asks first is told why it cannot be. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MIB = 1024 * 1024;
/** EXT4_IOC_SHUTDOWN with NOLOGFLUSH: the disk is gone at once, and what was not synced with it. */
const CUT_POWER =
  'import fcntl,os,struct,sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack("I", 2))';

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString();

/** Why such a disk cannot be had here; nothing when it can. */
export function whyNot(kind: 'tmpfs' | 'ext4'): string | undefined {
  if (process.getuid?.() !== 0) return 'it needs root to mount a disk';
  const place = mkdtempSync(join(tmpdir(), 'ringfence-mount-'));
  try {
    const disk = kind === 'tmpfs' ? Disk.inMemory(join(place, 'at'), 4) : Disk.onLoop(join(place, 'at'), 16);
    try {
      if (kind === 'ext4') run('python3', '-c', 'import fcntl');
    } finally {
      disk.unmount();
    }
    return undefined;
  } catch (error) {
    const [first] = (error as Error).message.split('\n');
    return `this machine cannot do it (${first})`;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

export class Disk {
  readonly #place: string;
  readonly #source: readonly string[];

  private constructor(place: string, source: readonly string[]) {
    this.#place = place;
    this.#source = source;
    mkdirSync(place, { recursive: true });
    this.#mount();
    // Whatever ends this program, nothing stays mounted.
    process.once('exit', this.unmount);
  }

  static inMemory(place: string, mib: number): Disk {
    return new Disk(place, ['-t', 'tmpfs', '-o', `size=${mib}M`, 'none']);
  }

  static onLoop(place: string, mib: number): Disk {
    const image = `${place}.img`;
    writeFileSync(image, '');
    truncateSync(image, mib * MIB);
    run('mkfs.ext4', '-q', image);
    return new Disk(place, ['-o', 'loop', image]);
  }

  /** Puts the directory on a disk of its own, with what it holds. The processes that use it must be stopped. */
  static under(directory: string, make: (place: string) => Disk): Disk {
    const kept = `${directory}.kept`;
    cpSync(directory, kept, { recursive: true });
    rmSync(directory, { recursive: true });
    const disk = make(directory);
    cpSync(kept, directory, { recursive: true });
    rmSync(kept, { recursive: true });
    run('sync');
    return disk;
  }

  /** Leaves so many bytes free; returns how to free the rest again. */
  fill(leave: number): () => void {
    const path = join(this.#place, 'ballast');
    const free = Number(run('df', '--output=avail', '-B1', this.#place).trim().split('\n').at(-1));
    writeFileSync(path, new Uint8Array(Math.max(0, free - leave)));
    return () => rmSync(path);
  }

  cutPower(): void {
    run('python3', '-c', CUT_POWER, this.#place);
  }

  /** After a power cut; the processes that used it must have ended. */
  mountAgain(): void {
    run('umount', this.#place);
    this.#mount();
  }

  readonly unmount = (): void => {
    process.off('exit', this.unmount);
    try {
      run('umount', '-l', this.#place);
    } catch {
      // It is not mounted any more.
    }
  };

  #mount(): void {
    run('mount', ...this.#source, this.#place);
  }
}
