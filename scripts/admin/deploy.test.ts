/** What docs/operations.md says of the containers, read from their files; starting them needs a Docker engine. */
import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const named = z.strictObject({ source: z.string(), target: z.string().startsWith('/') });
const variables = z.record(z.string().regex(/^[A-Z_]+$/), z.string());
const port = z.string().regex(/^(?:127\.0\.0\.1:)?\d+:\d+$/);
/** Of what a service may say, the part that is said here; a word that is not one of these is a mistake. */
const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal('.'), dockerfile: z.string(), target: z.string() }).optional(),
  profiles: z.array(z.string()).optional(),
  restart: z.literal('unless-stopped'),
  init: z.boolean(),
  read_only: z.literal(true),
  tmpfs: z.array(z.string().startsWith('/')),
  user: z
    .string()
    .regex(/^[1-9]\d*:[1-9]\d*$/)
    .optional(),
  cap_drop: z.tuple([z.literal('ALL')]),
  cap_add: z.array(z.literal('NET_BIND_SERVICE')).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  ulimits: z.strictObject({ nofile: z.int() }).optional(),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_started', 'service_healthy']) }))
    .optional(),
  command: z.array(z.string()).optional(),
  environment: variables.optional(),
  secrets: z.array(z.union([z.string(), named])).optional(),
  configs: z.array(named).optional(),
  volumes: z.array(z.string().regex(/^[a-z0-9-]+:\/\S+$/)).optional(),
  ports: z.array(port).optional(),
  stop_grace_period: z.string().optional(),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
    })
    .optional(),
});
const file = z.strictObject({ file: z.string() });
const composed = z.strictObject({
  name: z.literal('ringfence'),
  services: z.record(z.string(), service),
  configs: z.record(z.string(), file),
  secrets: z.record(z.string(), file),
  volumes: z.record(z.string(), z.null()),
});

/** The file as an engine sees it: what starts with `x-` is only to be merged. */
function parsed(path: string): unknown {
  const all = Object.entries(parse(read(path), { merge: true }) as Record<string, unknown>);
  return Object.fromEntries(all.filter(([key]) => !key.startsWith('x-')));
}
const compose = composed.parse(parsed('docker-compose.yml'));
const services = Object.entries(compose.services);
const dockerfile = read('deploy/Dockerfile');

test.each(services)('%s is nobody of rights, and watched by a program that its image holds', (_name, service) => {
  if (service.build) {
    expect(dockerfile).toContain(` AS ${service.build.target}\n`);
    expect(dockerfile).toMatch(/USER node[^]*HEALTHCHECK/);
  } else {
    expect(service.user).toBeDefined();
    expect(service.image).toMatch(/:\d/);
    const [image = ''] = service.image.split(':');
    const holds = { couchdb: 'curl', redis: 'redis-cli', caddy: 'wget' }[image];
    expect(service.healthcheck?.test[1]).toBe(holds);
  }
});

test('a program that carries a right as a file is let have it: the kernel starts it not at all otherwise', () => {
  const { proxy, ...others } = compose.services;
  expect(proxy?.image).toMatch(/^caddy:/);
  expect(proxy?.cap_add).toEqual(['NET_BIND_SERVICE']);
  for (const other of Object.values(others)) expect(other.cap_add).toBeUndefined();
});

test('the proxy listens on the ports that are published, and its checks ask one of them', () => {
  const tls = z
    .strictObject({
      services: z.strictObject({
        proxy: z.strictObject({ environment: variables, ports: z.array(port), configs: z.array(named) }),
      }),
      configs: z.record(z.string(), file),
    })
    .parse(parsed('deploy/tls.yml'));
  const proxy = tls.services.proxy;
  const caddyfile = read(compose.configs['caddy']?.file ?? '');
  expect(compose.services['proxy']?.ports).toEqual(['127.0.0.1:7400:7400']);
  expect(caddyfile).toMatch(/^:7400 \{$/m);
  expect(compose.services['proxy']?.healthcheck?.test.at(-1)).toBe('http://127.0.0.1:7400/healthz');
  const [site] = proxy.configs;
  expect(caddyfile).toContain(`import ${site?.target.replace(/[^/]+(?=\.caddy$)/, '*')}\n`);
  const [name = ''] = Object.keys(proxy.environment);
  expect(read(tls.configs[site?.source ?? '']?.file ?? '')).toContain(`{$${name}} {`);
  // What a name without a port listens on, and where certificates are fetched.
  expect(proxy.ports).toEqual(['80:80', '443:443']);
});

test('hubs are reached under names of their own', () => {
  const hubs = services.filter(([, { image }]) => image === 'ringfence-hub');
  expect(hubs.map(([name, hub]) => [name, hub.environment?.['RINGFENCE_ADDRESS']])).toEqual([
    ['hub-1', 'http://hub-1:7400'],
    ['hub-2', 'http://hub-2:7400'],
  ]);
  for (const [name] of hubs) expect(read('deploy/Caddyfile')).toContain(` ${name}:7400`);
});

test('no secret stands in an environment', () => {
  for (const [, { environment = {} }] of services)
    for (const name of Object.keys(environment).filter((key) => /KEY|PASSWORD|SECRET|TOKEN/.test(key)))
      expect(name).toMatch(/_FILE$/);
});

test('every secret, file and volume that is used is there', () => {
  const nameOf = (entry: string | { source: string }): string => (typeof entry === 'string' ? entry : entry.source);
  for (const [, service] of services) {
    for (const entry of service.secrets ?? []) expect(Object.keys(compose.secrets)).toContain(nameOf(entry));
    for (const entry of service.configs ?? []) expect(Object.keys(compose.configs)).toContain(nameOf(entry));
    for (const entry of service.volumes ?? [])
      expect(Object.keys(compose.volumes)).toContain(entry.slice(0, entry.indexOf(':')));
  }
  for (const { file } of Object.values(compose.configs)) expect(existsSync(join(ROOT, file))).toBe(true);
});

test('the images take what is there', () => {
  const sources = dockerfile
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  expect(sources.length).toBeGreaterThan(10);
  for (const source of sources)
    expect({ source, there: existsSync(join(ROOT, source)) }).toEqual({ source, there: true });
});
