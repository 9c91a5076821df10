/**
 * Serves the built counter from memory: read and compressed once at the start.
 * Files whose names carry their content's hash are kept by browsers for ever;
 * the page, the worker and the manifest are asked for again every time.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Express, Request, Response } from 'express';

const BUILT = fileURLToPath(new URL('../../counter/dist', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};
/** Compressed by their own format. */
const PACKED = new Set(['.woff2']);

/** Argon2 runs as WebAssembly; the component library sets styles of its own. Nothing comes from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface File {
  readonly type: string;
  readonly plain: Uint8Array;
  readonly gzip: Uint8Array | undefined;
  readonly etag: string;
  readonly isForEver: boolean;
}

/** Adds a route for each built file; none when the counter is not built. Answers how many there are. */
export function serveApp(app: Express, directory = BUILT): number {
  if (!existsSync(directory)) return 0;
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length).replaceAll('\\', '/'));
  for (const name of names) {
    const file = readApp(join(directory, name), name);
    app.get(name === '/index.html' ? '/' : name, (request, response) => answer(file, request, response));
  }
  return names.length;
}

function readApp(path: string, name: string): File {
  const plain = Uint8Array.from(readFileSync(path));
  const ending = extname(name);
  return {
    type: TYPES[ending] ?? 'application/octet-stream',
    plain,
    gzip: PACKED.has(ending) ? undefined : Uint8Array.from(gzipSync(plain, { level: 9 })),
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    isForEver: name.startsWith('/assets/'),
  };
}

function answer({ type, plain, gzip, etag, isForEver }: File, request: Request, response: Response): void {
  response.setHeader('etag', etag);
  response.setHeader('cache-control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('vary', 'accept-encoding');
  response.setHeader('content-security-policy', POLICY);
  if (request.headers['if-none-match'] === etag) {
    response.status(304).end();
    return;
  }
  const isPacked = gzip !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const body = isPacked ? gzip : plain;
  if (isPacked) response.setHeader('content-encoding', 'gzip');
  response.setHeader('content-type', type);
  response.setHeader('content-length', body.length);
  response.end(body);
}
