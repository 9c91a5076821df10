/** Writes dist/sw.js: the hand-written worker with the list of built files and a version made of their names. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const SOURCE = new URL('../src/sw.js', import.meta.url);
const STATIC = ['/', '/manifest.webmanifest', '/icon.svg'];

export function serviceWorker(): Plugin {
  return {
    name: 'counter-service-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = [...STATIC, ...Object.keys(bundle).map((name) => `/${name}`)].filter(isShell).sort();
      const version = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 12);
      const source = readFileSync(SOURCE, 'utf8')
        .replace('__VERSION__', version)
        .replace("['__FILES__']", JSON.stringify(files));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}

/** Fonts of our two languages belong to the shell; the rest of the Latin script comes when a name needs it. */
const isShell = (path: string): boolean => path !== '/index.html' && !/inter-latin-ext/.test(path);
