/**
 * More requests than a process can answer, from many clients at once. Each sends again, under the same id, what had no
 * answer or came too early; what was answered for is remembered here, outside the processes.
 */
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Process } from '../processes/child.ts';
import type { Acknowledged } from '../replay/tally.ts';

const PAUSE_MS = 50;
const SAMPLE_MS = 250;
const ANSWER_MS = 30_000;
const CONNECTED_AT_ONCE = 50;
const CONNECTED_EVERY_MS = 10;

export interface Wanted {
  readonly path: string;
  /** Nothing for what is read by GET. */
  readonly body?: object;
  /** In place of the flood's own. */
  readonly key?: string;
  /** It finds nothing or is refused: every answer below 500 is the right one. */
  readonly isFutile?: true;
  /** What is on disk when it is answered with success; nothing when it was there before. */
  readonly acknowledged?: Acknowledged;
}

/** A process that floods are poured on. */
export type Target = Pick<Process, 'url' | 'pid' | 'isRunning'>;

export interface Flood {
  readonly clients: number;
  readonly process: Target;
  readonly key: string;
  /** The next request of a client. */
  readonly next: () => Wanted;
}

export interface Counts {
  done: number;
  overloaded: number;
  /** Requests without an answer by what broke: they are sent again under the same id. */
  readonly unanswered: Map<string, number>;
  /** Answers nobody promised, by what they were. */
  readonly other: Map<string, number>;
  readonly acknowledged: Acknowledged[];
  readonly memoryMib: number[];
}

export const countOf = (map: ReadonlyMap<string, number>): number =>
  [...map.values()].reduce((sum, times) => sum + times, 0);

/** Pours for so many seconds, or until the process ended, and lets every client finish what it sent. */
export async function pour(flood: Flood, seconds: number): Promise<Counts> {
  const counts: Counts = {
    done: 0,
    overloaded: 0,
    unanswered: new Map(),
    other: new Map(),
    acknowledged: [],
    memoryMib: [],
  };
  const agent = await agentFor(flood);
  const until = Date.now() + 1000 * seconds;
  const isOver = (): boolean => Date.now() >= until || !flood.process.isRunning;
  const client = async (): Promise<void> => {
    while (!isOver()) {
      const wanted = flood.next();
      while (!(await isSettled(flood, agent, wanted, counts)) && !isOver()) await sleep(PAUSE_MS);
    }
  };
  const watch = async (): Promise<void> => {
    for (; !isOver(); await sleep(SAMPLE_MS)) counts.memoryMib.push(memoryMib(flood.process));
  };
  await Promise.all([watch(), ...Array.from({ length: flood.clients }, client)]);
  agent.destroy();
  return counts;
}

/**
 * With a connection for each client, some at a time. Node takes up one connection in a turn of its event loop while others
 * send: of those that come when it has much to do many would wait for half a minute, and the flood would be a smaller one.
 */
async function agentFor({ clients, process }: Flood): Promise<Agent> {
  const { hostname, port } = new URL(process.url);
  const opened: Socket[] = [];
  while (opened.length < clients) {
    const some = Array.from({ length: Math.min(CONNECTED_AT_ONCE, clients - opened.length) }, async () => {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      return socket;
    });
    opened.push(...(await Promise.all(some)));
    await sleep(CONNECTED_EVERY_MS);
  }
  const agent = new Agent({ keepAlive: true, maxFreeSockets: clients });
  agent.createConnection = () => opened.pop() ?? connect(Number(port), hostname);
  return agent;
}

/** False when it has to be sent again. */
async function isSettled(flood: Flood, agent: Agent, wanted: Wanted, counts: Counts): Promise<boolean> {
  const note = (map: Map<string, number>, what: string): void => void map.set(what, (map.get(what) ?? 0) + 1);
  let answer: Answer;
  try {
    answer = await send(`${flood.process.url}${wanted.path}`, wanted.key ?? flood.key, { agent, body: wanted.body });
  } catch (error) {
    note(counts.unanswered, (error as NodeJS.ErrnoException).code ?? (error as Error).message);
    return false;
  }
  if (answer.status === 503) {
    counts.overloaded += 1;
    if (answer.retryAfter === undefined) note(counts.other, '503 without Retry-After');
    return false;
  }
  const { status, text } = answer;
  if (wanted.isFutile && status < 500) counts.done += 1;
  else if (status < 300 && !text.includes('"errors"') && !text.includes('Refus')) {
    counts.done += 1;
    if (wanted.acknowledged) counts.acknowledged.push(wanted.acknowledged);
  } else note(counts.other, `${status} ${text.slice(0, 150)}`);
  return true;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

/** One request over a connection of the agent; `fetch` costs the sender more than the server. */
function send(url: string, key: string, { agent, body }: { agent: Agent; body: object | undefined }): Promise<Answer> {
  const bytes = body && Buffer.from(JSON.stringify(body));
  const method = bytes ? 'POST' : 'GET';
  const headers = {
    authorization: `Bearer ${key}`,
    accept: 'application/json',
    ...(bytes ? { 'content-type': 'application/json', 'content-length': bytes.length } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers, timeout: ANSWER_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, retryAfter: response.headers['retry-after'] }),
      );
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
    sent.on('error', reject);
    sent.end(bytes);
  });
}

/** Resident memory, in MiB. */
export const memoryMib = ({ pid }: Target): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);

/** glibc gives each of its further arenas a place at a multiple of so much. */
const ARENA = 64 * 1024 * 1024;

/** Resident memory that malloc has, in MiB: its heap and its arenas; large blocks, which it gives back at once, are not in it. */
export function mallocMib({ pid }: Target): number {
  let kib = 0;
  let counts = false;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    const [, from, file, name] = /^([0-9a-f]+)-[0-9a-f]+ \S+ \S+ \S+ (\d+)\s*(\S*)/.exec(line) ?? [];
    if (from !== undefined) counts = name === '[heap]' || (file === '0' && Number.parseInt(from, 16) % ARENA === 0);
    else if (counts && line.startsWith('Rss:')) kib += Number(/\d+/.exec(line)?.[0]);
  }
  return Math.round(kib / 102.4) / 10;
}
