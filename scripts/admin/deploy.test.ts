/** What docs/operations.md says of the containers, read from their files; starting them needs a Docker engine. */
import { expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: { readonly dockerfile: string; readonly target: string };
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly (string | { source: string })[];
  readonly configs?: readonly { source: string }[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
}
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  configs: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);
const dockerfile = read('deploy/Dockerfile');

test.each(services)('%s runs without rights, on a file system it cannot write, and is watched', (_name, service) => {
  expect(service.read_only).toBe(true);
  expect(service.cap_drop).toEqual(['ALL']);
  if (service.build) {
    expect(dockerfile).toContain(` AS ${service.build.target}\n`);
    expect(dockerfile).toMatch(/USER node[^]*HEALTHCHECK/);
  } else {
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service.healthcheck).toBeDefined();
    expect(service.image).toMatch(/:\d/);
  }
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
