import { useEffect, useState } from 'react';

/** What is being written: the text, and the version of the stored policy that it began from. */
export interface Draft {
  readonly xml: string;
  readonly version: number;
}

/** Held while the portal is open, so that a look at another page loses nothing. */
const drafts = new Map<string, Draft>();

/** The draft of a resource's policy; undefined while nothing has been changed. Closing the window asks first when there is one. */
export function useDraft(resource: string): readonly [Draft | undefined, (draft: Draft | undefined) => void] {
  const [draft, setDraft] = useState(drafts.get(resource));
  const isDirty = draft !== undefined;
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isDirty]);
  const keep = (next: Draft | undefined) => {
    if (next) drafts.set(resource, next);
    else drafts.delete(resource);
    setDraft(next);
  };
  return [draft, keep];
}
