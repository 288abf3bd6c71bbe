import { Button, Heading } from '@digdir/designsystemet-react';
import {
  type AccessRequest,
  type RequestSide,
  useAccessRequests,
  useAnswerRequest,
  useWithdrawRequest,
} from '../api/requests.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { State } from '../components/state.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WhyNotI } from '../playground/why-link.tsx';
import { isolated } from '../texts/names.ts';
import { AskForm } from './ask-form.tsx';
import { useAccessNames, useWhatIsAsked } from './names.ts';
import { useTexts } from './words.ts';

/** What others ask the organisation for, and what it asks others for. */
export function Requests({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const words = t.access.requests;
  // What keeps both lists away is said once.
  const received = useAccessRequests(organization.partyUuid, 'received');
  const sent = useAccessRequests(organization.partyUuid, 'sent');
  return (
    <div className="stack">
      {received.isLoadingError && sent.isLoadingError ? (
        <NotLoaded
          what="requests"
          error={received.error}
          retry={() => Promise.all([received.refetch(), sent.refetch()])}
          why={<WhyNotI resource="altinn_access_management" action="read" party={organization.number} />}
        />
      ) : (
        <>
          <Side organization={organization} side="received" />
          <Side organization={organization} side="sent" />
        </>
      )}
      <Heading level={2} data-size="sm">
        {words.ask}
      </Heading>
      <AskForm organization={organization} />
    </div>
  );
}

function Side({ organization, side }: { readonly organization: Organization; readonly side: RequestSide }) {
  const { t } = useTexts();
  const requests = useAccessRequests(organization.partyUuid, side);
  const { haveCome } = useAccessNames();
  const waits = requests.isPending || (requests.isSuccess && !haveCome);
  const words = t.access.requests;
  return (
    <section className="stack" aria-label={words[side]}>
      <Heading level={2} data-size="sm">
        {words[side]}
      </Heading>
      {waits && <Loading as="table" />}
      {requests.isLoadingError && (
        <NotLoaded
          what={side}
          error={requests.error}
          retry={requests.refetch}
          why={<WhyNotI resource="altinn_access_management" action="read" party={organization.number} />}
        />
      )}
      {!waits && requests.data?.length === 0 && <Empty title={words.none[side]} text={words.noneHelp[side]} />}
      {!waits && requests.data && requests.data.length > 0 && (
        <RequestTable of={requests.data} side={side} party={organization.partyUuid} />
      )}
    </section>
  );
}

const KINDS = { Draft: 'idle', Pending: 'waits', Approved: 'good', Rejected: 'bad', Withdrawn: 'idle' } as const;

function RequestTable(props: {
  readonly of: readonly AccessRequest[];
  readonly side: RequestSide;
  readonly party: string;
}) {
  const { of, side, party } = props;
  const { t } = useTexts();
  const asked = useWhatIsAsked();
  const words = t.access.requests;
  return (
    <DataTable
      caption={words[side]}
      rows={of}
      keyOf={({ id }) => id}
      columns={[
        { name: words.what, kind: 'row', cell: (request) => <span className="long">{asked(request)}</span> },
        {
          name: side === 'received' ? words.from : words.to,
          cell: ({ from, to }) => <Name of={(side === 'received' ? from : to).name ?? ''} />,
        },
        {
          name: words.changed,
          sort: ({ lastUpdated }) => lastUpdated,
          cell: ({ lastUpdated }) => <Time of={lastUpdated} />,
        },
        {
          name: words.status,
          cell: ({ status }) => <State kind={KINDS[status]}>{words.statuses[status]}</State>,
        },
        {
          name: words.answer,
          kind: 'action',
          cell: (request) =>
            request.status !== 'Pending' ? null : side === 'received' ? (
              <Answers party={party} request={request} what={asked(request)} />
            ) : (
              <Withdraw party={party} request={request} what={asked(request)} />
            ),
        },
      ]}
    />
  );
}

interface Asked {
  readonly party: string;
  readonly request: AccessRequest;
  readonly what: string;
}

function Answers({ party, request: { id, from }, what }: Asked) {
  const { t } = useTexts();
  const say = useSay();
  const answer = useAnswerRequest(party);
  const words = t.access.requests;
  const name = isolated(from.name ?? '');
  return (
    <span className="row tight">
      <ConfirmButton
        calm
        size="sm"
        label={words.approve}
        ariaLabel={words.approveLabel(what, name)}
        title={words.approveTitle(what)}
        text={words.approveText(name)}
        onConfirm={async () => {
          await answer.mutateAsync({ id, approve: true });
          say(words.approved(name));
        }}
      />
      <ConfirmButton
        size="sm"
        label={words.reject}
        ariaLabel={words.rejectLabel(what, name)}
        title={words.rejectTitle(what)}
        text={words.rejectText(name)}
        onConfirm={async () => {
          await answer.mutateAsync({ id, approve: false });
          say(words.rejected);
        }}
      />
    </span>
  );
}

function Withdraw({ party, request: { id }, what }: Asked) {
  const { t } = useTexts();
  const say = useSay();
  const withdraw = useWithdrawRequest(party);
  const words = t.access.requests;
  return (
    <Button
      variant="secondary"
      data-size="sm"
      aria-label={words.withdrawLabel(what)}
      loading={withdraw.isPending}
      onClick={() => void withdraw.mutateAsync(id).then(() => say(words.withdrawn))}
    >
      {words.withdraw}
    </Button>
  );
}
