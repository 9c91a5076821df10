declare module 'express-pouchdb' {
  import type { RequestListener } from 'node:http';

  /** The part of it that the tests use. */
  export default function expressPouchDB(
    pouch: unknown,
    options: {
      mode: 'custom';
      inMemoryConfig: boolean;
      logPath: string;
      overrideMode: { include: readonly string[] };
    },
  ): RequestListener;
}
