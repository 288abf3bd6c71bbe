import { useEffect } from 'react';
import { useKept } from '../drafts.tsx';

/** What is being written: the text, and the version of the stored policy that it began from. */
export interface Draft {
  readonly xml: string;
  readonly version: number;
}

/** The draft of a resource's policy, kept in this tab; undefined while nothing has been changed. Closing the window asks first when there is one. */
export function useDraft(resource: string): readonly [Draft | undefined, (draft: Draft | undefined) => void] {
  const kept = useKept<Draft | undefined>(`policy ${resource}`, undefined);
  const draft = kept.value;
  const isDirty = draft !== undefined;
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isDirty]);
  return [draft, (next) => (next ? kept.set(next) : kept.reset())];
}
