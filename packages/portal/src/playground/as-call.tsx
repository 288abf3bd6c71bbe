import { Details, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { CopyButton } from '../components/copy-button.tsx';
import { useTexts } from '../texts/index.tsx';
import { type Question, requestOf } from './question.ts';

/** The question as a program asks it: the decision API takes an Altinn token with the scope of the PDP. */
const curlOf = (question: Question): string =>
  [
    `curl ${location.origin}/authorization/api/v1/authorize \\`,
    '  --header "Authorization: Bearer $ALTINN_TOKEN" \\',
    "  --header 'Content-Type: application/json' \\",
    `  --data '${JSON.stringify(requestOf(question), null, 2).replaceAll("'", "'\\''")}'`,
  ].join('\n');

/** For who is to write the program that asks. */
export function AsCall({ question }: { readonly question: Question }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const command = curlOf(question);
  return (
    <Details open={open} onToggle={() => setOpen(!open)}>
      <Details.Summary>{t.asking.asCall}</Details.Summary>
      <Details.Content>
        {open && (
          <div className="stack tight">
            <div className="row spread">
              <Paragraph className="prose">{t.asking.asCallHelp}</Paragraph>
              <CopyButton text={command} label={t.asking.asCall} />
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <pre className="policy" tabIndex={0} lang="en" data-testid="as-call">
              {command}
            </pre>
          </div>
        )}
      </Details.Content>
    </Details>
  );
}
