// Dead code: files nobody reaches, exports nobody imports, packages nobody uses. Reached means from a main.ts, a
// script or a test. A room without sources says nothing about its packages yet, so they are not judged.

import { globSync } from 'node:fs';

const sources = (pattern) =>
  globSync(pattern, { cwd: import.meta.dirname, exclude: (path) => path.split('/').includes('node_modules') });

const room = (name, entry) => ({
  entry,
  project: ['**/*.{ts,tsx,mjs}'],
  ignoreDependencies: sources(`${name}/**/*.ts`).length === 0 ? ['.*'] : [],
});

export default {
  ignoreExportsUsedInFile: true,
  workspaces: {
    '.': {
      ignoreDependencies: [
        ...(sources('*/**/*.test.ts').length === 0 ? ['@jest/globals', 'fast-check'] : []),
        ...(sources('{store-node,central}/**/*.ts').length === 0 ? ['@types/express'] : []),
      ],
    },
    domain: room('domain', []),
    log: room('log', []),
    telemetry: room('telemetry', []),
    graphql: room('graphql', ['codegen.ts', 'generated/*.ts']),
    'store-node': room('store-node', ['**/main.ts']),
    'store-node/counter': {
      entry: ['src/boot.ts', 'src/sw.js'],
      project: ['**/*.{ts,tsx,js}', '!dist/**'],
      // The font is named in a style sheet, which no import shows.
      ignoreDependencies: ['@fontsource-variable/inter'],
    },
    central: room('central', ['**/main.ts']),
    // axe-core is read as text and run in the browser, which no import shows.
    scripts: { ...room('scripts', ['*.{ts,mjs}']), ignoreDependencies: ['axe-core'] },
  },
};
