import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readAnew } from '../api/anew.ts';
import { pageSegment } from '../api/path.ts';
import { OVERVIEW } from '../api/portal.ts';
import { postKey, postKeySet } from '../api/selfservice.ts';
import type { ClientKey } from '../api/types.ts';
import { useSay } from '../components/status.tsx';
import { useTexts } from '../texts/index.tsx';
import { addKeys } from './add-keys.ts';
import type { KeyText } from './key-text.ts';

/** Registers public keys, and tells how it went. */
export function useAddKeys(client: {
  readonly organization: string;
  readonly clientId: string;
  readonly existing: readonly ClientKey[];
}) {
  const { t } = useTexts();
  const say = useSay();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const { organization, clientId, existing } = client;
  /** @returns what to say when only some of them were taken */
  const add = async (keys: Extract<KeyText, { kind: 'jwks' | 'pem' }>, onDone: () => void) => {
    setBusy(true);
    setError(undefined);
    try {
      const { done, of, failed } = await addKeys(keys, existing, {
        set: (set) => postKeySet(organization, clientId, set),
        one: (key) => postKey(organization, clientId, key),
      });
      if (failed) {
        setError(failed.error);
        return t.keys.partly(done, of, failed.kid);
      }
      onDone();
      const to = `/clients/${pageSegment(clientId)}?tab=try`;
      say(t.keys.added(done), undefined, { next: { label: t.clientDesk.tryNow, to } });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      await readAnew(queries, ['keys', organization, clientId], OVERVIEW);
    }
    return undefined;
  };
  return { add, busy, error };
}
