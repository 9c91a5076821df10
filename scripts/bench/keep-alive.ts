/** A client that costs little: `node:http` with connections that stay open. `fetch` would take as much time as the server. */
import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export class KeepAlive {
  readonly #agent: Agent;
  readonly #host: string;
  readonly #port: number;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, key: string, connections: number) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json' };
  }

  post(path: string, body: string): Promise<Answer> {
    return this.#send('POST', path, body);
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path, '');
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const headers = { ...this.#headers, 'content-length': String(Buffer.byteLength(body)) };
    const options = { agent: this.#agent, host: this.#host, port: this.#port, method, path, headers };
    const sent = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
    return promise;
  }
}
