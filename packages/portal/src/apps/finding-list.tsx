import { Paragraph } from '@digdir/designsystemet-react';
import type { AppFinding } from '../api/apps.ts';
import { State, type StateKind } from '../components/state.tsx';
import { Verbatim } from '../components/verbatim.tsx';
import { useTexts } from './words.ts';

const KINDS: Readonly<Record<AppFinding['severity'], StateKind>> = { error: 'bad', warning: 'soon', note: 'waits' };

/** What was found about an app: what each kind means, and where, with the platform's own words for who wants them. */
export function FindingList({ findings }: { readonly findings: readonly AppFinding[] }) {
  const { t } = useTexts();
  const byCode = Map.groupBy(findings, ({ code }) => code);
  return (
    <ul className="stack tight chosen">
      {[...byCode].map(([code, all]) => (
        <li key={code} className="stack tight">
          <div className="row">
            <State kind={KINDS[all[0]?.severity ?? 'note']}>{t.apps.severities[all[0]?.severity ?? 'note']}</State>
            <span>{t.apps.codes[code]}</span>
          </div>
          <Verbatim title={t.apps.places(all.length)}>
            {all.map(({ message, file, line }) => (
              <Paragraph key={`${file} ${line} ${message}`} data-size="sm" className="long">
                {file !== undefined && (
                  <code>
                    {file}
                    {line !== undefined && `:${line}`}
                  </code>
                )}{' '}
                {message}
              </Paragraph>
            ))}
          </Verbatim>
        </li>
      ))}
    </ul>
  );
}
