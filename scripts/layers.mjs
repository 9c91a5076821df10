// Keeps the import layers: who may import whom, and why. Reads the TypeScript sources as text; type-only imports
// count too, because a type of a higher room in a lower one turns the layers around just as well.

import { globSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const PURE =
  'The domain decides and folds; it must give the same answer on every machine, so it holds no I/O, clock or randomness.';
const ROOMS = {
  domain: { ours: [], packages: ['zod'], why: PURE },
  log: { ours: ['domain'], why: 'A log stores documents of the domain and knows nothing of who reads them.' },
  telemetry: { ours: [], why: 'It watches processes of every kind and knows nothing of the trade.' },
  graphql: { ours: [], why: 'The schema is a contract with the outside; it must not follow our inside.' },
  'store-node/counter': { ours: ['domain'], why: 'The counter runs in a browser and talks to its store over HTTP.' },
  'store-node': {
    ours: ['domain', 'log', 'graphql', 'telemetry'],
    why: 'A store and the hub meet only in documents, never in code.',
  },
  central: {
    ours: ['domain', 'log', 'graphql', 'telemetry'],
    why: 'The hub and a store meet only in documents, never in code.',
  },
  scripts: {
    ours: ['domain', 'log', 'graphql', 'store-node', 'central'],
    why: 'Scripts are tools around the product.',
  },
};
/** What tests, and the test helpers in domain/testing, may import besides. */
const TEST_PACKAGES = ['@jest/globals', 'fast-check'];

const root = fileURLToPath(new URL('..', import.meta.url));
// The counter comes before its surrounding room: the first room that matches owns the file.
const names = Object.keys(ROOMS).sort((a, b) => b.length - a.length);
const roomOf = (file) => names.find((room) => file.startsWith(`${room}/`));

const problems = [];
const files = globSync(
  Object.keys(ROOMS).map((room) => `${room}/**/*.{ts,tsx}`),
  { cwd: root, exclude: (path) => path.split('/').includes('node_modules') },
);
for (const file of new Set(files)) {
  const source = readFileSync(`${root}/${file}`, 'utf8');
  // The linter forbids Date.now and its like in the domain; this is the one way to the clock it cannot name.
  if (roomOf(file) === 'domain' && /\bnew Date\(\s*\)/.test(source)) {
    problems.push(`${file} reads the clock with new Date()\n    Take the time as an argument. ${PURE}`);
  }
  for (const { specifier, line } of importsOf(source)) {
    const problem = judge(file, specifier);
    if (problem) problems.push(`${file}:${line} imports ${specifier}\n    ${problem}`);
  }
}
for (const problem of problems.sort()) console.error(problem);
if (problems.length > 0) {
  console.error(`${problems.length} violation(s) of the layers; the table stands at the top of scripts/layers.mjs.`);
  process.exit(1);
}

/** Says what is wrong with `file` importing `specifier`, or undefined when it may. */
function judge(file, specifier) {
  const room = roomOf(file);
  const { ours, packages, why } = ROOMS[room];
  const test = /\.test\.tsx?$/.test(file);
  const allowed = `${room} may import ${[room, ...ours].join(', ')}${packages ? ` and of packages only ${packages.join(', ')}` : ''}. ${why}`;

  if (specifier.startsWith('.')) {
    const target = roomOf(posix.join(dirname(file), specifier));
    if (target === room) return undefined;
    if (target === undefined) return `Leaves the rooms. ${allowed}`;
    return ours.includes(target) ? `Write @ringfence/${target}/...: a room is imported by its name.` : allowed;
  }
  if (specifier.startsWith('@ringfence/')) {
    const target = specifier.split('/')[1];
    if (target === 'scripts') return `Nobody imports scripts. ${allowed}`;
    if (target === room) return 'Write a relative path inside a room.';
    return ours.includes(target) ? undefined : allowed;
  }
  if (!packages || packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))) return undefined;
  const helper = file.startsWith('domain/testing/');
  if ((test || helper) && TEST_PACKAGES.includes(specifier)) return undefined;
  if (test && specifier.startsWith('node:')) return undefined;
  return allowed;
}

/** Every module named by import, export from, import() or import type in the source, with its line. */
function importsOf(source) {
  // Comments become blanks of the same length, so that lines still count and examples in prose do not.
  const code = source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));
  const pattern =
    /(?:^|[;}\s])(?:import|export)\b[^'"`;()=]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...code.matchAll(pattern)].map((match) => ({
    specifier: match[1] ?? match[2],
    line: code.slice(0, match.index + match[0].length).split('\n').length,
  }));
}
