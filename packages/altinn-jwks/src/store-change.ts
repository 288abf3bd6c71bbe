import { JwksError } from './errors.ts';
import { KeySet } from './key-set.ts';
import type { KeySets } from './store.ts';

/** What a change has made of the sets, before anything of it is written. @throws JwksError INVALID_OPTION */
export function checkChanged(changed: KeySets): KeySets {
  if (changed instanceof Map && [...changed].every(([, set]) => set instanceof KeySet)) return changed;
  throw new JwksError('INVALID_OPTION', 'The change gave no key set: it must give the one that shall be written.');
}
