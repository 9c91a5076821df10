/**
 * Scanning with the device's camera, where the browser can read codes itself.
 * Shown nowhere else: a button that cannot work helps nobody.
 */
import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useApp } from '../app/context.tsx';
import { LIMITS } from '../limits.ts';
import { Icon } from '../ui/icons.tsx';
import { Notice, Question } from '../ui/ui.tsx';

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: readonly string[] }) => Detector;

const FORMATS = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'itf', 'qr_code', 'data_matrix'] as const;

const detectorClass = (): DetectorClass | undefined =>
  (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
/** Pages that came neither by HTTPS nor from this machine are given no camera. */
const hasCameras = (): boolean => (navigator as { mediaDevices?: unknown }).mediaDevices !== undefined;

export function CameraButton({ onCode }: { onCode: (code: string) => void }) {
  const { words } = useApp();
  const [isOpen, setOpen] = useState(false);
  if (!detectorClass() || !hasCameras()) return null;
  return (
    <>
      <Button className="button square" aria-label={words.camera.open} onPress={() => setOpen(true)}>
        <Icon name="camera" />
      </Button>
      {isOpen && <CameraQuestion onCode={onCode} onClose={() => setOpen(false)} />}
    </>
  );
}

type Trouble = 'refused' | 'missing' | 'busy';

function troubleOf(error: unknown): Trouble {
  const name = (error as { name?: string }).name;
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' ? 'busy' : 'refused';
}

function CameraQuestion({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const { words } = useApp();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [seen, setSeen] = useState('');
  const latest = useRef(onCode);
  useEffect(() => {
    latest.current = onCode;
  });
  useEffect(() => {
    const watch = new AbortController();
    const tell = (code: string): void => {
      setSeen(code);
      latest.current(code);
    };
    watchCamera(video.current, { signal: watch.signal, tell }).catch((error: unknown) => {
      if (!watch.signal.aborted) setTrouble(troubleOf(error));
    });
    return () => watch.abort();
  }, []);
  return (
    <Question title={words.camera.title} onClose={onClose}>
      {trouble ? (
        <Notice tone="warn">{words.camera[trouble]}</Notice>
      ) : (
        <video ref={video} className="camera" muted playsInline aria-label={words.camera.title} />
      )}
      <p className="quiet" aria-live="polite">
        {seen !== '' && words.camera.seen(seen)}
      </p>
      <Button className="button" onPress={onClose}>
        {words.common.close}
      </Button>
    </Question>
  );
}

/**
 * Tells each code it sees until it is stopped; the same one again only after it was out of sight for a moment, however
 * slowly the camera looks. Rejects without a camera.
 */
async function watchCamera(
  video: HTMLVideoElement | null,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (code: string) => void },
): Promise<void> {
  const Class = detectorClass();
  if (!Class || !video) return;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  const stop = (): void => stream.getTracks().forEach((track) => track.stop());
  if (signal.aborted) return stop();
  signal.addEventListener('abort', stop);
  video.srcObject = stream;
  await video.play();
  const detector = new Class({ formats: FORMATS });
  let last = '';
  let goneAt: number | undefined;
  while (!signal.aborted) {
    const [found] = await detector.detect(video).catch(() => []);
    const now = performance.now();
    const wasAway = goneAt !== undefined && now - goneAt > LIMITS.cameraAgainMs;
    goneAt = found ? undefined : (goneAt ?? now);
    if (found && !signal.aborted && (found.rawValue !== last || wasAway)) tell(found.rawValue);
    if (found) last = found.rawValue;
    await new Promise((resolve) => setTimeout(resolve, LIMITS.cameraEveryMs));
  }
}
