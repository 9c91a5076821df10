import { createContext, useContext, useEffect, useRef } from 'react';
import type { Scanner } from './scanner.ts';

export const ScannerContext = createContext<Scanner | null>(null);

/** Hears every scan while the component is shown; the last one mounted is not preferred, so mount one at a time. */
export function useScan(onScan: (code: string) => void): void {
  const scanner = useContext(ScannerContext);
  const latest = useRef(onScan);
  useEffect(() => {
    latest.current = onScan;
  });
  useEffect(() => {
    const subscription = scanner?.scans$.subscribe((code) => latest.current(code));
    return () => subscription?.unsubscribe();
  }, [scanner]);
}
