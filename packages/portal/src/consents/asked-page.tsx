import { Heading, List, Paragraph } from '@digdir/designsystemet-react';
import { useSearchParams } from 'react-router';
import { useResources } from '../api/authorization.ts';
import { useConsentAsker } from '../api/consents.ts';
import { Facts } from '../components/facts.tsx';
import { Loading } from '../components/loading.tsx';
import { NotThereBox } from '../components/not-there.tsx';
import { Page } from '../components/page.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { wordsOf } from '../system-users/words.ts';
import { isolated } from '../texts/names.ts';
import { Ended, WhoMayAnswer } from '../who-may-answer.tsx';
import { useKindOf } from './kind.ts';
import { useTexts } from './words.ts';

/** An asker's `viewUri` before one has logged in: who asks and about what, as far as it is public, and the way to the rest of it. */
export function AskedConsentPage() {
  const { t, language } = useTexts();
  const [query] = useSearchParams();
  const found = useConsentAsker(query.get('id') ?? '');
  const known = new Map(useResources().data?.map(({ identifier, title }) => [identifier, title]));
  const kind = useKindOf(found.data?.resources[0]);
  if (found.isLoading) return <Loading as="page" />;
  const { asker, resources = [] } = found.data ?? {};
  return (
    <Page title={asker ? kind.before.title : t.common.gone(t.things.request)}>
      <Ended />
      {asker ? (
        <>
          <Paragraph className="prose lead">{kind.before.lead(isolated(asker.name))}</Paragraph>
          <Facts of={[[t.consents.asker, `${isolated(asker.name)} (${grouped(asker.number)})`]]} />
          <section className="stack tight prose">
            <Heading level={2} data-size="xs">
              {kind.covers}
            </Heading>
            <List.Unordered>
              {[...new Set(resources)].map((id) => (
                <List.Item key={id}>{wordsOf(known.get(id), language) ?? id}</List.Item>
              ))}
            </List.Unordered>
          </section>
          <Paragraph className="prose">{kind.before.next}</Paragraph>
        </>
      ) : (
        <NotThereBox>
          <Paragraph>{t.consents.unknown}</Paragraph>
        </NotThereBox>
      )}
      <WhoMayAnswer text={asker ? kind.mayAnswer : undefined} />
    </Page>
  );
}
