/** Hashes and stand-in signatures of the simulation: right for one key, wrong for every other, and cheap. */
import { createHash } from 'node:crypto';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const HUB_KEY = 'hub';

/** 86 letters, the length of an Ed25519 signature in base64url. */
export const fakeSign = (text: string, key: string): string => sha256(`${key} ${text}`).padEnd(86, 'A');

export const fakeVerify = (text: string, signature: string, key: string): boolean => signature === fakeSign(text, key);
