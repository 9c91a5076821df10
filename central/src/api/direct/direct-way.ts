/**
 * The direct way from a request to its answer, for operations that the ordinary way has seen before: no more between
 * the connection and the resolver than the same checks. What it keeps true:
 * - status, headers and body are those the ordinary way would send;
 * - whatever is not as usual, in request, caller, variables or answer, goes the ordinary way;
 * - a resolver is called once: when its answer is not plain, the ordinary way is given that answer and asks no more.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { unsafeContent } from '@ringfence/domain/documents/parse.ts';
import type { Door } from '../../door.ts';
import { presentedKey, type Taken, taken } from '../gate.ts';
import type { Caller } from '../keys.ts';
import { LIMITS } from '../limits.ts';
import type { ApiContext } from '../scopes.ts';
import type { KnownOperation, KnownOperations } from './known-operations.ts';

/** What answers carry beside their type and length: names and values, one after the other. */
export type FixedHeaders = readonly string[];

export interface DirectWayOptions {
  readonly path: string;
  readonly known: KnownOperations;
  readonly find: (presented: string) => Caller | undefined;
  readonly door: Door;
  readonly headers: FixedHeaders;
}

/** What the server around it adds. */
export interface Around {
  /** Whether this hub may answer from memory now; always by default. */
  readonly isCertain?: () => boolean;
  /** Told of every answer: its status, and the seconds from the request. */
  readonly answered?: (status: number, seconds: number) => void;
}

/** Answers what it knows, and hands everything else to `ordinary`. */
export type DirectWay = (ordinary: RequestListener, around?: Around) => RequestListener;

/** The types a caller asks for, and the one that is sent. */
const TYPES = new Map<string | undefined, string>([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/graphql-response+json', 'application/graphql-response+json'],
]);
const JSON_TYPES = new Set<string | undefined>(['application/json', 'application/json; charset=utf-8']);
const PARAMETERS = new Set(['query', 'variables', 'operationName']);
const MS = 1000;

/** Turns requests away from the direct way by what they say of themselves; the length of the body for the others. */
function lengthOf({ method, headers }: IncomingMessage): number | undefined {
  if (method !== 'POST' || !JSON_TYPES.has(headers['content-type']) || !TYPES.has(headers.accept)) return undefined;
  if (headers['content-encoding'] !== undefined || headers['x-member-token'] !== undefined) return undefined;
  const length = Number(headers['content-length']);
  return length > 0 && length <= LIMITS.bodyBytes ? length : undefined;
}

export function directWay({ path, known, find, door, headers }: DirectWayOptions): DirectWay {
  return (ordinary, { isCertain = () => true, answered } = {}) => {
    function send(response: ServerResponse, text: string, from: number, type: string): void {
      response.writeHead(200, [
        ...headers,
        'Content-Type',
        `${type}; charset=utf-8`,
        'content-length',
        String(Buffer.byteLength(text)),
      ]);
      response.end(text);
      answered?.(200, (performance.now() - from) / MS);
    }

    return (request, response) => {
      const length = request.url === path ? lengthOf(request) : undefined;
      const key = length === undefined ? undefined : presentedKey(request);
      const caller = key === undefined ? undefined : find(key);
      const leave = length !== undefined && caller && isCertain() ? door.enterWeb(response) : undefined;
      if (length === undefined || !caller || !leave) {
        ordinary(request, response);
        return;
      }
      const from = performance.now();
      const type = TYPES.get(request.headers.accept) ?? 'application/json';
      /** What was read is handed on with the request. */
      const handOn = (rest: Omit<Taken, 'leave'>): void => {
        taken.set(request, { ...rest, leave });
        ordinary(request, response);
      };
      whole(request, length, (bytes) => {
        const body = parsed(bytes);
        // The process may have slept since the first look.
        const found = body && isCertain() ? operationIn(body, known) : undefined;
        const call = found?.operation.prepare(found.variables);
        if (!found || !call) {
          handOn({ body });
          return;
        }
        void answer(found.operation, call, { caller, leave }).then((given) => {
          if (typeof given === 'string') send(response, given, from, type);
          else handOn({ body, answered: given.answered });
        });
      });
    };
  };
}

/** The text to send, or the resolver's answer when it is not plain. */
async function answer(
  { write }: KnownOperation,
  call: (context: ApiContext) => unknown,
  context: ApiContext,
): Promise<string | { readonly answered: () => unknown }> {
  let value: unknown;
  try {
    value = await call(context);
  } catch (error) {
    return {
      answered: () => {
        throw error;
      },
    };
  }
  try {
    return write(value);
  } catch {
    return { answered: () => value };
  }
}

/** Waits for the body; a connection that ends before it is forgotten with it. */
function whole(request: IncomingMessage, length: number, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  let missing = length;
  request.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    missing -= chunk.length;
    const [only] = chunks;
    if (missing === 0) done(chunks.length === 1 && only ? only : Buffer.concat(chunks as Uint8Array[]));
  });
}

/** As the parser of bodies reads it: an object or list; nothing for anything else. */
function parsed(bytes: Buffer): object | undefined {
  if (!isUtf8(bytes as Uint8Array)) return undefined;
  const text = bytes.toString('utf8');
  try {
    const value: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Found {
  readonly operation: KnownOperation;
  readonly variables: Readonly<Record<string, unknown>>;
}

function operationIn(body: object, known: KnownOperations): Found | undefined {
  const { query, operationName, variables } = body as Readonly<Record<string, unknown>>;
  if (typeof query !== 'string') return undefined;
  if (
    operationName !== undefined &&
    operationName !== null &&
    (typeof operationName !== 'string' || operationName === '')
  )
    return undefined;
  const operation = known.find(query, operationName ?? '');
  const given = variables ?? {};
  if (!operation || typeof given !== 'object' || Array.isArray(given)) return undefined;
  for (const name of Object.keys(body)) if (!PARAMETERS.has(name)) return undefined;
  if (unsafeContent(given, 1) !== undefined) return undefined;
  return { operation, variables: given as Found['variables'] };
}
