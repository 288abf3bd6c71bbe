import { Heading, Paragraph, Tabs } from '@digdir/designsystemet-react';
import { CodeText } from '../components/code-text.tsx';
import { Sample } from '../components/sample.tsx';
import { LANGUAGES, type SampleFacts, sampleOf } from './samples.ts';
import { useTexts } from './words.ts';

/** What is tried here, to copy. */
export function Samples({ of: facts }: { readonly of: SampleFacts }) {
  const { t } = useTexts();
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.tryIt.samples}
      </Heading>
      <Paragraph>{t.tryIt.samplesLead}</Paragraph>
      <Tabs defaultValue={LANGUAGES[0]} data-size="sm">
        <Tabs.List aria-label={t.tryIt.samples}>
          {LANGUAGES.map((language) => (
            <Tabs.Tab key={language} value={language}>
              {language}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {LANGUAGES.map((language) => (
          <Tabs.Panel key={language} value={language}>
            <Sample
              of={sampleOf(language, facts)}
              label={language}
              testId={`sample-${language}`}
              note={
                <Paragraph data-size="sm" className="prose">
                  {t.tryIt.hints[language]}
                </Paragraph>
              }
            >
              <CodeText of={sampleOf(language, facts)} />
            </Sample>
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}
