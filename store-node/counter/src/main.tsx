/** The counter itself: opens what is on this device, shows it, connects in the background. */
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { App, useLanguage } from './app/App.tsx';
import { Pair } from './app/Pair.tsx';
import { openDatabases } from './data/databases.ts';
import { readKept } from './data/kept.ts';
import { webLocks } from './data/locks.ts';
import { keepPairing, keptPairing, type Pairing } from './data/pairing.ts';
import { verifyArgon2 } from './data/pins.ts';
import { Shop } from './data/shop.ts';

const opened = openDatabases({
  name: 'counter',
  cacheStorage: getRxStorageDexie(),
  ownStorage: getRxStorageDexie({ chromeTransactionDurability: 'strict' }),
  multiInstance: true,
});

/** Opens what is on this device, with a pairing just given or the one it keeps; nothing when there is none yet. */
async function openShop(given: Pairing | undefined): Promise<Shop | undefined> {
  const databases = await opened;
  const { notes } = databases.own;
  if (given) await keepPairing(notes, given);
  const kept = await readKept(notes);
  const pairing = keptPairing(kept);
  if (!pairing) return undefined;
  const shop = new Shop({
    device: { url: location.origin, ...pairing },
    databases,
    locks: webLocks,
    verifyPin: verifyArgon2,
    now: () => Date.now(),
    waitForLeadership: true,
  });
  await shop.start(kept);
  addEventListener('online', () => shop.stream.reconnect());
  addEventListener('offline', () => shop.stream.reconnect());
  return shop;
}

function Root({ first }: { first: Shop | undefined }) {
  const [shop, setShop] = useState(first);
  const { words } = useLanguage();
  if (shop) return <App shop={shop} />;
  return <Pair words={words} onPaired={(pairing) => void openShop(pairing).then(setShop)} />;
}

/** Shows the counter as soon as what is on this device is open; `given` is a pairing that the address brought. */
export async function start(given: Pairing | undefined): Promise<void> {
  const shop = await openShop(given);
  const root = document.getElementById('app');
  if (!root) throw new Error('bug: the page has no #app');
  createRoot(root).render(
    <StrictMode>
      <Root first={shop} />
    </StrictMode>,
  );
  performance.mark('ready');
  void navigator.storage?.persist?.();
  if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/sw.js');
  // Names are needed for the first search, not for the first screen.
  setTimeout(() => void shop?.search.fill(), 1500);
}
