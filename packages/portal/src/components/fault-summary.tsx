import { ErrorSummary } from '@digdir/designsystemet-react';
import { type ComponentRef, useEffect, useRef } from 'react';
import { useTexts } from '../texts/index.tsx';

/** The faults of a form above it, each a link to its field; takes the focus when a new attempt fails. */
export function FaultSummary(props: {
  readonly faults: readonly { readonly field: string; readonly message: string }[];
  /** Counts the attempts to send. */
  readonly attempt: number;
}) {
  const { t } = useTexts();
  const summary = useRef<ComponentRef<typeof ErrorSummary>>(null);
  const any = props.faults.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt moves the focus anew, also when the faults are the same
  useEffect(() => {
    if (any) summary.current?.focus();
  }, [any, props.attempt]);
  if (!any) return null;
  return (
    <ErrorSummary ref={summary} tabIndex={-1} className="prose faults">
      <ErrorSummary.Heading>{t.common.fixErrors}</ErrorSummary.Heading>
      <ErrorSummary.List>
        {props.faults.map(({ field, message }) => (
          <ErrorSummary.Item key={field}>
            <ErrorSummary.Link href={`#${field}`}>{message}</ErrorSummary.Link>
          </ErrorSummary.Item>
        ))}
      </ErrorSummary.List>
    </ErrorSummary>
  );
}
