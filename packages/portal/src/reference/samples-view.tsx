import { Heading, Tabs } from '@digdir/designsystemet-react';
import { fittingFor } from './callers.ts';
import { CodeBlock } from './code-block.tsx';
import type { Operation } from './document.ts';
import { type Filled, type Sent, sentOf } from './request.ts';
import { LANGUAGES, sampleOf } from './samples.ts';
import { useWords } from './words.tsx';

/** The request as it is filled in, in several languages. */
export function SamplesView(props: { readonly operation: Operation; readonly filled: Filled; readonly base: string }) {
  const { t } = useWords();
  const { operation, filled, base } = props;
  const fitting = fittingFor(operation.access);
  const sent = carried(operation, filled);
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.operation.samples}
      </Heading>
      <Tabs defaultValue={LANGUAGES[0]} data-size="sm">
        <Tabs.List>
          {LANGUAGES.map((language) => (
            <Tabs.Tab key={language} value={language}>
              {language}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {LANGUAGES.map((language) => (
          <Tabs.Panel key={language} value={language} className="sample">
            <CodeBlock label={language} text={sampleOf(language, operation, sent, base)} />
            {fitting && (
              <p className="small">
                {language === 'TypeScript' && fitting.organization ? t.operation.clientHint : t.operation.curlHint}
              </p>
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}

/** A value that no path can carry stands in the sample as the parameter's name. */
function carried(operation: Operation, filled: Filled): Sent {
  try {
    return sentOf(operation, filled);
  } catch {
    return sentOf(operation, { ...filled, parameters: {} });
  }
}
