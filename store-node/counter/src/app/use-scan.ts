import { createContext, useContext, useEffect, useRef } from 'react';
import type { Scanner } from './scanner.ts';

export const ScannerContext = createContext<Scanner | null>(null);

/** Hears every scan while the component is shown, unless another one was shown after it. */
export function useScan(onScan: (code: string) => void): void {
  const scanner = useContext(ScannerContext);
  const latest = useRef(onScan);
  useEffect(() => {
    latest.current = onScan;
  });
  useEffect(() => scanner?.hear((code) => latest.current(code)), [scanner]);
}
