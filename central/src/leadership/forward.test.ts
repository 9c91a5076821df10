import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Listener } from '../listener.ts';
import { Forwarder } from './forward.ts';

let leader: Listener;
let standBy: Listener;
let forwarder: Forwarder;
let heard: string[];
beforeEach(async () => {
  heard = [];
  leader = await Listener.open({ host: '127.0.0.1', port: 0 });
  leader.serve(({ method, url }, response) => {
    heard.push(`${method} ${url}`);
    response.end('heard');
  });
  standBy = await Listener.open({ host: '127.0.0.1', port: 0 });
  forwarder = new Forwarder({ leader: () => leader.url, secret: 'known to the hubs' });
  standBy.serve((request, response) => forwarder.forward(request, response));
});
afterEach(async () => {
  forwarder.close();
  await standBy.close(0);
  await leader.close(0);
});

/** Sends the lines of a request as they are; the status of its answer. */
async function status(head: readonly string[], body = ''): Promise<string | undefined> {
  const socket = connect(Number(new URL(standBy.url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.write([...head, 'host: hub', 'connection: close', '', body].join('\r\n'));
  await once(socket, 'close');
  return text.split(' ')[1];
}

test.each(['DELETE', 'OPTIONS'])('A request in the body of %s stays a body', async (method) => {
  const inner = 'GET /within HTTP/1.1\r\nhost: hub\r\n\r\n';
  const chunks = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;
  expect(await status([`${method} /outer HTTP/1.1`, 'transfer-encoding: chunked'], chunks)).toBe('411');
  expect(await status([`${method} /length HTTP/1.1`, `content-length: ${inner.length}`], inner)).toBe('200');
  expect(await status([`${method} /bare HTTP/1.1`])).toBe('200');
  expect(await status(['POST /chunks HTTP/1.1', 'transfer-encoding: chunked'], chunks)).toBe('200');
  expect(heard).toEqual([`${method} /length`, `${method} /bare`, 'POST /chunks']);
});

test.each(['/\\', 'http://[hub/', 'http://hub:port/'])('The address %s is none, and ends nothing', async (url) => {
  expect(await status([`GET ${url} HTTP/1.1`])).toBe('400');
  expect(await status(['GET /after HTTP/1.1'])).toBe('200');
  expect(heard).toEqual(['GET /after']);
});
