/*
 * Keeps the app's own files, so that the counter starts with no network. It
 * never touches the API: what the store knows is kept by the app itself, and
 * a cached answer about stock would be a lie.
 */
const CACHE = 'counter-__VERSION__';
const FILES = ['__FILES__'];

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/v1/')) return;
  const key = request.mode === 'navigate' ? '/' : url.pathname;
  event.respondWith(caches.match(key).then((kept) => kept ?? fetch(request)));
});
