/** Builds the counter. The service worker is written by hand; the build only tells it which files make up the shell. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fontLicence } from './build/font-licence.ts';
import { serviceWorker } from './build/service-worker.ts';

export default defineConfig({
  base: '/',
  plugins: [react(), serviceWorker(), fontLicence()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Inlined files would need a content policy that allows data.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    // What it is made of asks for its terms to be passed on; served beside it, and not part of what a device keeps.
    license: { fileName: 'licences-of-the-code.md' },
  },
});
