import { Paragraph } from '@digdir/designsystemet-react';
import { useSearchParams } from 'react-router';
import { type RequestKind, useAsker } from '../api/altinn.ts';
import { Facts } from '../components/facts.tsx';
import { Loading } from '../components/loading.tsx';
import { NotThereBox } from '../components/not-there.tsx';
import { Page } from '../components/page.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { Ended, WhoMayAnswer } from '../who-may-answer.tsx';
import { Wanted } from './wanted.tsx';
import { titleOf, wordsOf } from './words.ts';

/** A vendor's `confirmUrl` before one has logged in: who asks and for what, as far as it is public, and the way to the rest of it. */
export function AskedPage({ kind }: { readonly kind: RequestKind }) {
  const { t, language } = useTexts();
  const [query] = useSearchParams();
  const asker = useAsker(kind, query.get('id') ?? '');
  if (asker.isLoading) return <Loading as="page" />;
  const { vendor, system } = asker.data ?? {};
  const name = wordsOf(system?.name, language) ?? system?.id;
  return (
    <Page title={asker.data === null ? t.common.gone(t.things.request) : titleOf(kind, t)}>
      <Ended />
      {vendor && system && name !== undefined ? (
        <>
          <Paragraph className="prose lead">{t.asked.lead[kind](isolated(vendor.name), name)}</Paragraph>
          <Facts
            of={[
              [t.request.vendor, `${isolated(vendor.name)} (${grouped(vendor.number)})`],
              [t.request.system, `${name} (${system.id})`],
            ]}
          />
          {asker.data && <Wanted request={asker.data} />}
          <Paragraph className="prose">{t.asked.next}</Paragraph>
        </>
      ) : (
        <NotThereBox>
          <Paragraph>{t.asked.unknown}</Paragraph>
        </NotThereBox>
      )}
      <WhoMayAnswer text={t.asked.mayAnswer} />
    </Page>
  );
}
