import { Paragraph } from '@digdir/designsystemet-react';
import { useSearchParams } from 'react-router';
import { type RequestKind, useAsker } from '../api/altinn.ts';
import { Loading } from '../components/loading.tsx';
import { NotThereBox } from '../components/not-there.tsx';
import { Page } from '../components/page.tsx';
import { useTexts } from '../texts/index.tsx';
import { Ended, WhoMayAnswer } from '../who-may-answer.tsx';
import { Asker } from './asker.tsx';
import { titleOf } from './words.ts';

/** A vendor's `confirmUrl` before one has logged in: who asks and for what, as far as it is public, and the way to the rest of it. */
export function AskedPage({ kind }: { readonly kind: RequestKind }) {
  const { t } = useTexts();
  const [query] = useSearchParams();
  const asker = useAsker(kind, query.get('id') ?? '');
  if (asker.isLoading) return <Loading as="page" />;
  return (
    <Page title={asker.data === null ? t.common.gone(t.things.request) : titleOf(kind, t)}>
      <Ended />
      {asker.data ? (
        <>
          <Asker kind={kind} of={asker.data} />
          <Paragraph className="prose">{t.asked.next}</Paragraph>
        </>
      ) : (
        <NotThereBox>
          <Paragraph>{t.asked.unknown}</Paragraph>
        </NotThereBox>
      )}
      <WhoMayAnswer text={asker.data ? t.asked.mayAnswer : undefined} />
    </Page>
  );
}
