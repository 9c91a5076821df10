/**
 * The first few kilobytes: the device's own theme and language from the first
 * frame on, and on a new device how much there is to load, while the counter
 * itself is still on its way.
 */
import './ui/fonts.css';
import './ui/styles.css';
import { pairingInAddress, savedLanguage, savedTheme, wasLoaded } from './app/settings.ts';
import { LIMITS } from './limits.ts';
import { FIRST_WORDS } from './words/first.ts';
import { loadWords } from './words/load.ts';

const given = pairingInAddress();
const language = savedLanguage();
document.documentElement.lang = language;
document.documentElement.dataset['theme'] = savedTheme();

const words = loadWords(language);
// The counter itself keeps the device busy for a moment; on a new one the count is to be seen before that.
const counter = given && !wasLoaded() ? countItems(given.key).then(loadCounter) : loadCounter();
void words.then(async () => (await counter).start(given));

function loadCounter() {
  return import('./main.tsx');
}

/** Resolves when the screen says how many items there are, or when that takes too long. */
async function countItems(key: string): Promise<void> {
  const first = FIRST_WORDS[language];
  showFirstLoad(first.title, first.loading);
  const total = await Promise.race([itemsAtStore(key), after(LIMITS.countPatienceMs).then(() => 0)]);
  const count = document.querySelector('[data-boot-count]');
  if (!count || total === 0) return;
  count.textContent = first.loadingCount(0, new Intl.NumberFormat(language).format(total));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  await after(0);
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The sign-in screen as it is without people; what React draws takes its place. */
function showFirstLoad(title: string, loading: string): void {
  const app = document.getElementById('app');
  if (!app) return;
  app.innerHTML =
    '<div class="frame gated"><div class="status-line"></div><div class="task scrolls"><main class="gate"><div class="stack"><h1></h1>' +
    '<div class="card stack" role="status" data-testid="first-load"><p class="spread"><span data-boot-loading></span>' +
    '<span class="quiet" data-boot-count></span></p><div class="bar"><div></div></div></div></div></div></main></div></div>';
  const say = (selector: string, text: string): void => {
    const element = app.querySelector(selector);
    if (element) element.textContent = text;
  };
  say('h1', title);
  say('[data-boot-loading]', loading);
}

/** 0 when nobody answers: the counter says so itself. */
async function itemsAtStore(key: string): Promise<number> {
  try {
    const response = await fetch('/v1/feed/products?limit=1', { headers: { 'x-api-key': key }, cache: 'no-store' });
    return response.ok ? ((await response.json()) as { total: number }).total : 0;
  } catch {
    return 0;
  }
}
