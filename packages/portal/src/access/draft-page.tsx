import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type AccessRequest, useConfirmRequest, useDraftRequest, useWithdrawRequest } from '../api/requests.ts';
import { Detail } from '../components/detail.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Page } from '../components/page.tsx';
import { ACCESS } from '../frame/places.ts';
import { isolated } from '../texts/names.ts';
import { useWhatIsAsked } from './names.ts';
import { useTexts } from './words.ts';

/** Where the link of a service owner's draft leads: what would be asked for, and whether it is to be sent (access-management.md 3). */
export function DraftPage() {
  const { t } = useTexts();
  const [query] = useSearchParams();
  const id = query.get('requestId') ?? '';
  const draft = useDraftRequest(id);
  const words = t.access.requests;
  return (
    <Detail
      of={draft}
      what="request"
      shape="facts"
      kind={words.draft}
      sought={[t.request.id, id]}
      above={{ to: ACCESS, name: t.header.access }}
    >
      {(found) => <Draft of={found} />}
    </Detail>
  );
}

function Draft({ of: request }: { readonly of: AccessRequest }) {
  const { t } = useTexts();
  const asked = useWhatIsAsked();
  const [done, setDone] = useState<'confirmed' | 'withdrawn'>();
  const { id, from, to, by } = request;
  const words = t.access.requests;
  const name = (party: AccessRequest['from']) => isolated(party.name ?? party.id);
  if (done)
    return <Page title={words[done]}>{done === 'confirmed' && <Paragraph>{words.waits(name(to))}</Paragraph>}</Page>;
  return (
    <Page title={words.draft} above={{ to: ACCESS, name: t.header.access }} lead={words.draftLead(name(by))}>
      <div className="stack prose">
        <Facts
          of={[
            [words.what, asked(request)],
            [words.to, name(to)],
            [words.from, name(from)],
          ]}
        />
        <Choice party={from.id} id={id} onDone={setDone} />
      </div>
    </Page>
  );
}

function Choice(props: {
  readonly party: string;
  readonly id: string;
  readonly onDone: (how: 'confirmed' | 'withdrawn') => void;
}) {
  const { t } = useTexts();
  const confirm = useConfirmRequest(props.party);
  const withdraw = useWithdrawRequest(props.party);
  const words = t.access.requests;
  const failed = confirm.error ?? withdraw.error;
  return (
    <>
      {failed && <Failure error={failed} />}
      <div className="row">
        <Button
          loading={confirm.isPending}
          onClick={() => confirm.mutate(props.id, { onSuccess: () => props.onDone('confirmed') })}
        >
          {words.send}
        </Button>
        <Button
          variant="secondary"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate(props.id, { onSuccess: () => props.onDone('withdrawn') })}
        >
          {words.withdraw}
        </Button>
      </div>
    </>
  );
}
