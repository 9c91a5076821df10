/**
 * Who a pickup order is for. Names, phone numbers and addresses stay in the
 * hub, encrypted (AES-256-GCM); documents carry a reference that says nothing
 * to who has not the key, and that differs from order to order.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  getRandomValues,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { canonical } from '@ringfence/domain/basic/canonical.ts';
import type { OrderId } from '@ringfence/domain/basic/ids.ts';
import type { KeyValues } from '@ringfence/log/port.ts';

/** The personal part of an order; it never enters a log. */
export interface Contact {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

const IV_BYTES = 12;

/** How a contact lies in the store of values; all base64url. */
interface Sealed {
  readonly iv: string;
  readonly tag: string;
  readonly text: string;
}

export class Vault {
  readonly #values: KeyValues;
  readonly #cipherKey: KeyObject;
  readonly #referenceKey: KeyObject;

  /** `key` is 32 random bytes. */
  constructor(values: KeyValues, key: Uint8Array) {
    const derive = (use: string): KeyObject =>
      createSecretKey(new Uint8Array(hkdfSync('sha256', key, '', `ringfence ${use}`, 32)));
    this.#values = values;
    this.#cipherKey = derive('contact');
    this.#referenceKey = derive('reference');
  }

  /** The reference of that contact in that order: the same again for a repeated command. */
  referenceFor(order: OrderId, contact: Contact): string {
    return `c${createHmac('sha256', this.#referenceKey)
      .update(canonical([order, contact]))
      .digest('base64url')}`;
  }

  /** Resolves when it is on disk. */
  async keep(reference: string, contact: Contact): Promise<void> {
    const iv = getRandomValues(new Uint8Array(IV_BYTES));
    const cipher = createCipheriv('aes-256-gcm', this.#cipherKey, iv);
    cipher.setAAD(utf8(reference));
    const text = cipher.update(canonical(contact), 'utf8', 'base64url') + cipher.final('base64url');
    const sealed: Sealed = { iv: base64url(iv), tag: cipher.getAuthTag().toString('base64url'), text };
    await this.#values.put(keyOf(reference), sealed);
  }

  async has(reference: string): Promise<boolean> {
    return (await this.#values.get(keyOf(reference))) !== undefined;
  }

  /** Nothing when there is no such reference; throws when it was kept under another key. */
  async find(reference: string): Promise<Contact | undefined> {
    const sealed = (await this.#values.get(keyOf(reference))) as Sealed | undefined;
    if (sealed === undefined) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#cipherKey, bytes(sealed.iv));
    decipher.setAAD(utf8(reference));
    decipher.setAuthTag(bytes(sealed.tag));
    return JSON.parse(decipher.update(sealed.text, 'base64url', 'utf8') + decipher.final('utf8')) as Contact;
  }
}

const keyOf = (reference: string): string => `contact/${reference}`;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64url = (raw: Uint8Array): string => Buffer.from(raw).toString('base64url');
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64url'));
