/** Debian's Chromium, or the one `CHROMIUM_BIN` names, as one device: storage and service worker of its own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type BrowserContext, chromium } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-component-update',
  '--disable-sync',
  '--disable-breakpad',
  '--disable-crash-reporter',
];
/** Generous: on a machine with much else to do a page is slow, and that alone is no fault. */
const SHOWN_MS = 120_000;

export interface DeviceOptions {
  readonly language?: 'en' | 'pl';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** A camera that shows a moving picture, and that every page may use. */
  readonly camera?: boolean;
}

/** Starts a browser on `profile`, the directory that holds everything the device keeps. */
export async function startBrowser(profile: string, options: DeviceOptions = {}): Promise<BrowserContext> {
  const { language = 'en', theme = 'light', width = 1024, height = 768, camera = false } = options;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: camera ? [...FLAGS, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : FLAGS,
    locale: language === 'en' ? 'en-IE' : 'pl-PL',
    timezoneId: 'Europe/Warsaw',
    colorScheme: theme,
    viewport: { width, height },
    timeout: SHOWN_MS,
  });
  context.setDefaultTimeout(SHOWN_MS);
  return context;
}

/** Ends the browser of `profile` as a power cut would: no process of it may write another byte. */
export function cutPower(profile: string): void {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const file = `/proc/${entry}/cmdline`;
    try {
      if (existsSync(file) && readFileSync(file, 'utf8').split('\0').includes(`--user-data-dir=${profile}`))
        process.kill(Number(entry), 'SIGKILL');
    } catch {
      // It was gone before we came.
    }
  }
}
