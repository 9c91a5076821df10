/** Puts the font's terms beside those of the code, which Vite gathers by itself. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const LICENCE = createRequire(import.meta.url).resolve('@fontsource-variable/inter/LICENSE');

export function fontLicence(): Plugin {
  return {
    name: 'counter-font-licence',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'licence-of-the-font.txt', source: readFileSync(LICENCE, 'utf8') });
    },
  };
}
