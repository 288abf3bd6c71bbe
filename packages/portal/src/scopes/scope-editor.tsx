import { Button } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useDelegationSource } from '../api/selfservice.ts';
import { RequiredNote } from '../components/required-note.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { ScopeFieldset } from './scope-fields.tsx';
import { type ScopeFaults, type ScopeFields, scopeBody, scopeFaults, serverScopeFaults } from './scope-form.ts';

/** The form of a scope, for a new one and for a change. */
export function ScopeEditor(props: {
  readonly organization: string;
  /** What it is about, for what is kept of it. */
  readonly name: string;
  readonly start: ScopeFields;
  readonly prefixes?: readonly string[];
  readonly label: string;
  readonly onSave: (body: ReturnType<typeof scopeBody>) => Promise<unknown>;
  /** Beside the button; told how to forget what is kept. */
  readonly actions?: (forget: () => void) => ReactNode;
  /** Below all, what takes it out of use; told how to forget what is kept. */
  readonly last?: (forget: () => void) => ReactNode;
}) {
  const { t } = useTexts();
  const source = useDelegationSource(props.organization).data ?? '';
  const kept = useKept(`scope ${props.organization} ${props.name}`, props.start);
  const fields = kept.value;
  const way = useSubmission<ScopeFaults>({
    none: {},
    check: () => scopeFaults(fields, t),
    async send() {
      await props.onSave(scopeBody(fields, source));
      kept.clear();
      return undefined;
    },
    named: (named) => serverScopeFaults(named, t),
  });
  return (
    <>
      <KeptNotice of={kept} />
      <SubmissionFaults of={way} />
      <form className="stack prose" noValidate onSubmit={way.submit}>
        <RequiredNote />
        <ScopeFieldset
          fields={fields}
          faults={way.faults}
          source={source}
          onChange={kept.set}
          {...(props.prefixes ? { prefixes: props.prefixes } : {})}
        />
        <div className="row">
          <Button type="submit" loading={way.busy}>
            {props.label}
          </Button>
          {props.actions?.(kept.clear)}
        </div>
      </form>
      {props.last?.(kept.clear)}
    </>
  );
}
