/** What the counter keeps in its databases, and the schemas of it. */
import type { RxJsonSchema } from 'rxdb';
import type { Product } from '@ringfence/domain/documents/catalog.ts';
import type { StaffRole } from '@ringfence/domain/documents/staff.ts';

export type ProductDoc = Pick<Product, 'sku' | 'name' | 'price' | 'currency' | 'taxRate' | 'measure' | 'active'> & {
  /** The first GTIN in fourteen digits; empty when the item has none. Others are kept as codes. */
  readonly code: string;
  readonly group: string;
};

export interface CodeDoc {
  readonly code: string;
  readonly sku: string;
}

export interface StoreDoc {
  readonly store: string;
  readonly name: string;
  readonly address: string;
  readonly currency: string;
  readonly timeZone: string;
}

export interface StaffDoc {
  readonly staff: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly pinHash: string;
  readonly active: boolean;
}

export interface StockDoc {
  readonly sku: string;
  readonly shelf: number;
  readonly online: number;
  readonly orders: number;
  readonly unsellable: number;
  readonly deficit: number;
  readonly onHand: number;
}

export interface OrderDoc {
  readonly order: string;
  readonly status: 'placed' | 'ready' | 'cancelling' | 'handed-over' | 'cancelled' | 'expired' | 'short';
  readonly placedAt: number;
  readonly expiresAt: number;
  readonly currency: string;
  readonly due: number;
  readonly total: number;
  /** `held` is what may still be handed over. */
  readonly lines: readonly {
    readonly sku: string;
    readonly units: number;
    readonly held: number;
    readonly amount: number;
    /** What points pay of the amount; absent in a copy made before orders could be paid so. */
    readonly worth?: number;
    /** The ordered item it is given for; absent or empty for one that was ordered. */
    readonly insteadOf?: string;
  }[];
  readonly place: string;
  readonly checkedInAt: number;
  /** These came later; a copy made before does not have them. Where the customer waits, who gathers it since when. */
  readonly where?: string;
  readonly assignedTo?: string;
  readonly assignedAt?: number;
}

/** A rule to decide by while nobody can be asked: the catalogue's own document, under `code.<CODE>` or its kind. */
export interface SettingDoc {
  readonly key: string;
  readonly value: unknown;
}

/**
 * trying: somebody waits for the answer · waiting: it will be sent · sent: the
 * store has it on disk · refused: it needs a person.
 */
export type OutboxState = 'trying' | 'waiting' | 'sent' | 'refused';

export interface OutboxDoc {
  readonly id: string;
  /** The command's address under /v1. */
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly state: OutboxState;
  readonly createdAt: number;
  readonly tries: number;
  /** Of the last refusal; empty before. */
  readonly code: string;
  readonly detail: string;
  readonly changedAt: number;
}

export interface ParkedDoc {
  readonly id: string;
  readonly label: string;
  readonly parkedAt: number;
  readonly lines: readonly Record<string, unknown>[];
}

export interface NoteDoc {
  readonly key: string;
  readonly value: unknown;
}

const text = (maxLength = 64) => ({ type: 'string', maxLength }) as const;
const whole = { type: 'integer' } as const;
const list = { type: 'array', items: { type: 'object' } } as const;

type Properties = Record<string, object>;

function schemaOf<Doc>(primaryKey: string, properties: Properties, indexes: string[] = []): RxJsonSchema<Doc> {
  return {
    version: 0,
    primaryKey,
    type: 'object',
    properties,
    required: [primaryKey, ...indexes],
    indexes,
  } as unknown as RxJsonSchema<Doc>;
}

export const SCHEMAS = {
  products: schemaOf<ProductDoc>(
    'sku',
    {
      sku: text(),
      name: text(280),
      code: text(14),
      price: whole,
      currency: text(3),
      taxRate: whole,
      measure: text(8),
      group: text(280),
      active: { type: 'boolean' },
    },
    ['code'],
  ),
  codes: schemaOf<CodeDoc>('code', { code: text(14), sku: text() }),
  stores: schemaOf<StoreDoc>('store', {
    store: text(),
    name: text(280),
    address: text(600),
    currency: text(3),
    timeZone: text(280),
  }),
  staff: schemaOf<StaffDoc>('staff', {
    staff: text(),
    name: text(280),
    role: text(16),
    pinHash: text(200),
    active: { type: 'boolean' },
  }),
  stock: schemaOf<StockDoc>('sku', {
    sku: text(),
    shelf: whole,
    online: whole,
    orders: whole,
    unsellable: whole,
    deficit: whole,
    onHand: whole,
  }),
  orders: schemaOf<OrderDoc>(
    'order',
    {
      order: text(),
      status: text(16),
      placedAt: whole,
      expiresAt: whole,
      currency: text(3),
      due: whole,
      total: whole,
      lines: list,
      place: text(280),
      checkedInAt: whole,
    },
    ['status'],
  ),
  settings: schemaOf<SettingDoc>('key', { key: text(), value: {} }),
} as const;

export const OWN_SCHEMAS = {
  outbox: schemaOf<OutboxDoc>(
    'id',
    {
      id: text(),
      path: text(40),
      body: { type: 'object' },
      state: text(8),
      createdAt: { type: 'number', minimum: 0, maximum: 9e15, multipleOf: 1 },
      tries: whole,
      code: text(40),
      detail: text(600),
      changedAt: whole,
    },
    ['state', 'createdAt'],
  ),
  parked: schemaOf<ParkedDoc>('id', { id: text(), label: text(280), parkedAt: whole, lines: list }),
  notes: schemaOf<NoteDoc>('key', { key: text(), value: {} }),
} as const;
