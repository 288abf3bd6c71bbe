import { Paragraph } from '@digdir/designsystemet-react';
import { ApiFailure } from '../api/http.ts';
import { useTexts } from '../texts/index.tsx';
import { CopyButton } from './copy-button.tsx';

/** What names a failed request in the platform's log, to copy and hand on; nothing where no answer came. */
export function Trace({ of: error }: { readonly of: unknown }) {
  const { t } = useTexts();
  const trace = error instanceof ApiFailure ? error.trace : undefined;
  if (trace === undefined) return null;
  return (
    <div className="stack tight trace" data-size="sm">
      <Paragraph data-size="sm">{t.refusals.traceHelp}</Paragraph>
      <div className="row id-line">
        <span>{t.refusals.trace}</span>
        <code className="long">{trace}</code>
        <CopyButton text={trace} label={t.refusals.trace} />
      </div>
    </div>
  );
}
