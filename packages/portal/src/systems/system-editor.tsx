import { Button } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import type { Right } from '../api/types.ts';
import type { NewSystem } from '../api/vendor.ts';
import { RequiredNote } from '../components/required-note.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { usePackageChoices } from './choices.ts';
import { SystemFieldset } from './system-fields.tsx';
import { type SystemFaults, type SystemFields, serverSystemFaults, systemBody, systemFaults } from './system-form.ts';
import { useTexts } from './words.ts';

/** The form of a system, for a new one and for a change. What is written stays when it is refused. */
export function SystemEditor(props: {
  readonly vendor: string;
  /** What it is about, for what is kept of it; empty for a new one. */
  readonly systemId: string;
  readonly start: SystemFields;
  readonly rights?: readonly Right[];
  readonly label: string;
  readonly onSave: (body: NewSystem) => Promise<unknown>;
  /** Beside the button; told how to forget what is kept. */
  readonly actions?: (forget: () => void) => ReactNode;
  /** Below all, what takes it out of use; told how to forget what is kept. */
  readonly last?: (forget: () => void) => ReactNode;
}) {
  const { t } = useTexts();
  const { vendor } = props;
  const kept = useKept(`system ${vendor} ${props.systemId}`, props.start);
  const forClients = new Set(usePackageChoices().all.flatMap((one) => (one.forClients ? [one.value] : [])));
  const way = useSubmission<SystemFaults>({
    none: {},
    check: () => systemFaults(kept.value, forClients, t),
    async send() {
      await props.onSave(systemBody(vendor, kept.value, props.rights));
      kept.clear();
      return undefined;
    },
    named: (fields) => serverSystemFaults(fields, t),
  });
  return (
    <>
      <KeptNotice of={kept} />
      <SubmissionFaults of={way} />
      <form className="stack" noValidate onSubmit={way.submit}>
        <RequiredNote />
        <SystemFieldset
          vendor={vendor}
          fields={kept.value}
          faults={way.faults}
          onChange={kept.set}
          isNew={props.systemId === ''}
        />
        <div className="row save-bar">
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
