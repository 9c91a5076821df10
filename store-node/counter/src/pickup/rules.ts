/** The reasons a unit may be missing for, as the shop set them, in the language of the clerk. */
import { DEFAULT_PICK_RULES, type PickRules, pickRules } from '@ringfence/domain/documents/gather.ts';
import { useEffect, useState } from 'react';
import { useApp, useSubject } from '../app/context.tsx';
import type { Shop } from '../data/shop.ts';
import type { Words } from '../words/en.ts';

const NOTE = 'pick-rules';

/** What the store's node says, kept on this device for when it does not answer; the default ones before it ever did. */
export async function currentRules(shop: Pick<Shop, 'api' | 'databases'>): Promise<PickRules> {
  const { notes } = shop.databases.own;
  try {
    const told = pickRules.parse(await shop.api.get<unknown>('pick-rules'));
    await notes.upsert({ key: NOTE, value: told });
    return told;
  } catch {
    const kept = pickRules.safeParse((await notes.findOne(NOTE).exec())?.toMutableJSON().value);
    return kept.success ? kept.data : DEFAULT_PICK_RULES;
  }
}

export function usePickRules(): PickRules {
  const { shop } = useApp();
  const { state } = useSubject(shop.reach.$);
  const [rules, setRules] = useState(DEFAULT_PICK_RULES);
  useEffect(() => {
    void currentRules(shop).then(setRules);
  }, [shop, state]);
  return rules;
}

/** The shop's own words in this language, the counter's for a known code, else the code. */
export function reasonWords(reason: PickRules['reasons'][number], language: string, words: Words): string {
  const known: Readonly<Record<string, string>> = words.pick.reasons;
  return reason.words[language] ?? known[reason.code] ?? reason.words['en'] ?? reason.code;
}
