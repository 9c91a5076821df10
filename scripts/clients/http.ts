/**
 * One JSON request over HTTP, sent again until it is answered: a connection
 * that breaks, a time-out or an overloaded server leaves the outcome unknown,
 * and the commands carry ids that make sending them again harmless.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const REQUEST_MS = 20_000;
const GIVE_UP_MS = 60_000;
const PAUSE_MIN_MS = 20;
const PAUSE_MAX_MS = 1000;

export interface Request {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly key: string;
  /** Who signed in, where a member did. */
  readonly memberToken?: string | undefined;
  readonly body?: unknown;
  /** How long to keep trying, in milliseconds; a minute by default. */
  readonly giveUpMs?: number;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** The first answer that is not "try again". Throws when none comes in time. */
export async function send(request: Request): Promise<Reply> {
  const giveUpAt = Date.now() + (request.giveUpMs ?? GIVE_UP_MS);
  for (let pause = PAUSE_MIN_MS; ; pause = Math.min(2 * pause, PAUSE_MAX_MS)) {
    let problem: unknown;
    try {
      const reply = await sendOnce(request);
      if (!shouldSendAgain(reply)) return reply;
      problem = new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
    } catch (error) {
      problem = error;
    }
    if (Date.now() + pause > giveUpAt) {
      throw new Error(`${request.method} ${request.url} was not answered`, { cause: problem });
    }
    await sleep(pause);
  }
}

async function sendOnce({ url, method, key, memberToken, body }: Request): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json',
      ...(memberToken === undefined ? {} : { 'x-member-token': memberToken }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Overloaded, not trading yet, or a gateway's hiccup; a refusal that names another reason is an answer. */
function shouldSendAgain({ status, body }: Reply): boolean {
  if (status === 429) return true;
  if (status < 500) return false;
  const code = (body as { code?: string } | undefined)?.code;
  return code === undefined || code === 'overloaded' || code === 'not-trading';
}
