/**
 * The first few kilobytes: the device's own theme and language from the first
 * frame on, and on a new device how much there is to load, while the counter
 * itself is still on its way.
 */
import './ui/fonts.css';
import './ui/base.css';
import { pairingInAddress, savedLanguage, savedTheme, wasLoaded } from './app/settings.ts';
import { FIRST_WORDS } from './words/first.ts';
import { loadWords } from './words/load.ts';

const counter = import('./main.tsx');
const given = pairingInAddress();
const language = savedLanguage();
const words = loadWords(language);
document.documentElement.lang = language;
document.documentElement.dataset['theme'] = savedTheme();

if (given && !wasLoaded()) {
  const first = FIRST_WORDS[language];
  showFirstLoad(first.title, first.loading);
  void itemsAtStore(given.key).then((total) => {
    const count = document.querySelector('[data-boot-count]');
    if (count && total > 0) count.textContent = first.loadingCount(0, new Intl.NumberFormat(language).format(total));
  });
}

void words.then(async () => (await counter).start(given));

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
