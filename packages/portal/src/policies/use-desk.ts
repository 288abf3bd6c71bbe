import { useState } from 'react';
import { usePolicyEffect, useSavePolicy, useSaveTests, useTryPolicy } from '../api/policies.ts';
import type { PolicyTest, StoredPolicy } from '../api/types.ts';
import { useSay } from '../components/status.tsx';
import { useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { useDraft } from './draft.ts';
import { emptyPolicy } from './edit-policy.ts';

/** What the desk is about. */
export interface DeskProps {
  readonly organization: string;
  readonly resource: string;
  readonly stored: StoredPolicy;
  readonly refetch: () => unknown;
}

/** The policy and the tests that are being written, and what can be done with them. */
export function useDesk({ organization, resource, stored, refetch }: DeskProps) {
  const { t } = useTexts();
  const say = useSay();
  const [draft, setDraft] = useDraft(`${organization} ${resource}`);
  const keptTests = useKept(`tests ${organization} ${resource}`, stored.tests);
  const tests = keptTests.value;
  const [reviewing, setReviewing] = useState(false);
  const save = useSavePolicy(organization, resource);
  const saveTests = useSaveTests(organization, resource);
  const trying = useTryPolicy(organization, resource);
  const effect = usePolicyEffect(organization, resource);
  const xml = draft?.xml ?? stored.xml;
  const forget = () => {
    trying.reset();
    save.reset();
  };
  const run = () => trying.mutateAsync({ xml: xml ?? '', tests });
  return {
    xml,
    draft,
    tests,
    reviewing,
    save,
    saveTests,
    trying,
    effect,
    run,
    begin: () => setDraft({ xml: emptyPolicy(resource), version: stored.version }),
    write: (next: string) => {
      forget();
      setDraft(next === stored.xml ? undefined : { xml: next, version: draft?.version ?? stored.version });
    },
    discard: async () => {
      setDraft(undefined);
      forget();
      refetch();
    },
    review: async () => {
      save.reset();
      // What cannot be used is told at once, with its place.
      if (!(await run().catch(() => undefined))) return;
      effect.mutate(xml ?? '');
      setReviewing(true);
    },
    close: () => setReviewing(false),
    store: async () => {
      try {
        await save.mutateAsync({ xml: xml ?? '', version: draft?.version ?? stored.version });
        setDraft(undefined);
        say(t.policy.saved);
      } finally {
        setReviewing(false);
      }
    },
    changeTests: (next: readonly PolicyTest[]) => {
      trying.reset();
      keptTests.set(next);
    },
    storeTests: () =>
      saveTests.mutate(tests, {
        onSuccess: () => {
          keptTests.clear();
          say(t.policy.testsSaved);
        },
      }),
  };
}

export type DeskState = ReturnType<typeof useDesk>;
