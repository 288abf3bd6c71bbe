import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useResources } from '../api/authorization.ts';
import type { Consent } from '../api/consents.ts';
import { Facts } from '../components/facts.tsx';
import { wordsOf } from '../system-users/words.ts';
import { isolated } from '../texts/names.ts';
import { filled } from '../texts/refusal-words.ts';
import { useTexts } from './words.ts';
import './consents.css';

/** What a consent covers: each resource with its own words, in which what is asked for is filled in. */
export function Covered({ consent, heading }: { readonly consent: Consent; readonly heading: string }) {
  const { t, language } = useTexts();
  const resources = useResources().data ?? [];
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {heading}
      </Heading>
      {consent.consentRights.map(({ resource: [first], metaData = {} }, place) => {
        const record = resources.find(({ identifier }) => identifier === first?.value);
        const text = wordsOf(record?.consentText, language);
        const provider = record?.hasCompetentAuthority;
        const given = Object.entries(metaData).map(([name, value]) => [name, isolated(value)] as const);
        // What the sentence says is not said again under the name that a program has for it.
        const more = given.filter(([name]) => text?.includes(`{${name}}`) !== true);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a request never changes, and may ask for a resource twice
          <div key={place} className="stack tight consent-right">
            <Paragraph>
              <strong>{wordsOf(record?.title, language) ?? first?.value}</strong>
            </Paragraph>
            {text !== undefined && <Paragraph className="long">{filled(text, Object.fromEntries(given))}</Paragraph>}
            <Facts
              of={[
                ...more,
                ...(provider
                  ? [[t.consents.provider, wordsOf(provider.name ?? undefined, language) ?? provider.orgcode] as const]
                  : []),
              ]}
            />
          </div>
        );
      })}
    </section>
  );
}
