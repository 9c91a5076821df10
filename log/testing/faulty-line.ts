/** A line to an HTTP server that does what a test says: loses, delays or changes requests and answers. */
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { urlOf } from './couch.ts';

/** What becomes of a request: it is not passed on, or it is and its answer is not, or is another one. */
export type Fault =
  | { readonly fault: 'none' }
  /** The line breaks before the server hears of it, or after it did. */
  | { readonly fault: 'cut'; readonly when: 'before' | 'after' }
  /** The answer begins and breaks off. */
  | { readonly fault: 'half' }
  /** Nothing is heard for so many milliseconds; then the request is passed on. */
  | { readonly fault: 'stall'; readonly ms: number }
  /** Nothing is heard until something else has happened; then the request is passed on. */
  | { readonly fault: 'wait'; readonly until: Promise<unknown> }
  /** The server hears of it; the answer comes so many milliseconds later. */
  | { readonly fault: 'late'; readonly ms: number }
  /** Another answer, instead of passing it on, or although it was. */
  | { readonly fault: 'answer'; readonly status: number; readonly body: string; readonly when: 'before' | 'after' }
  /** The answer of the server, with another status and text. */
  | { readonly fault: 'change'; readonly status?: number; readonly text?: (text: string) => string };

export type Judge = (request: { readonly method: string; readonly path: string; readonly body: string }) => Fault;

export interface FaultyLine {
  readonly url: string;
  /** Decides from now on. */
  judge: Judge;
  close(): Promise<void>;
}

export const noFault: Judge = () => ({ fault: 'none' });

export async function faultyLine(target: string): Promise<FaultyLine> {
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, step: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      step();
    }, ms);
    timers.add(timer);
  };
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const fault = line.judge({ method: request.method ?? 'GET', path: request.url ?? '/', body });
      const passOn = (then: (answer: Heard) => void): void => {
        pass(target, request, body).then(then, () => void request.socket.destroy());
      };
      carry(fault, { request, response, passOn, later });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line: FaultyLine = {
    url: urlOf(server),
    judge: noFault,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return line;
}

interface Heard {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly passOn: (then: (answer: Heard) => void) => void;
  readonly later: (ms: number, step: () => void) => void;
}

function carry(fault: Fault, { request, response, passOn, later }: Exchange): void {
  const give = ({ status, type, text }: Heard): void => {
    response.writeHead(status, { 'content-type': type });
    response.end(text);
  };
  switch (fault.fault) {
    case 'none':
      passOn(give);
      return;
    case 'cut':
      if (fault.when === 'before') request.socket.destroy();
      else passOn(() => request.socket.destroy());
      return;
    case 'half':
      passOn(({ status, type, text }) => {
        response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
        response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      });
      return;
    case 'stall':
      later(fault.ms, () => passOn(give));
      return;
    case 'wait':
      void fault.until.then(() => passOn(give));
      return;
    case 'late':
      passOn((answer) => later(fault.ms, () => give(answer)));
      return;
    case 'answer': {
      const answer = { status: fault.status, type: 'application/json', text: fault.body };
      if (fault.when === 'before') give(answer);
      else passOn(() => give(answer));
      return;
    }
    case 'change':
      passOn(({ status, type, text }) =>
        give({ status: fault.status ?? status, type, text: fault.text?.(text) ?? text }),
      );
  }
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  try {
    for await (const chunk of stream) text += String(chunk);
  } catch {
    // Whoever sent it hung up.
  }
  return text;
}

function pass(target: string, request: IncomingMessage, body: string): Promise<Heard> {
  const { promise, resolve, reject } = Promise.withResolvers<Heard>();
  const { method, headers } = request;
  const onward = send(`${target}${request.url ?? '/'}`, {
    method,
    headers: { ...headers, host: new URL(target).host },
  });
  onward.on('error', reject);
  onward.on('response', (response) => {
    const { statusCode: status = 0, headers: given } = response;
    textOf(response).then((text) => resolve({ status, type: given['content-type'] ?? '', text }), reject);
  });
  onward.end(body);
  return promise;
}
