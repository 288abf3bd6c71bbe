import { Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link as RouterLink, useSearchParams } from 'react-router';
import { type Answer, type RequestKind, useAsker, useRequest, useSystem } from '../api/altinn.ts';
import { ApiFailure } from '../api/http.ts';
import { useOrganizationName } from '../api/selfservice.ts';
import { loginAsUrl } from '../api/session.ts';
import type { SystemUserRequest } from '../api/types.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Detail } from '../components/detail.tsx';
import { Facts } from '../components/facts.tsx';
import { NotThere, NotThereBox, ToPage } from '../components/not-there.tsx';
import { Page } from '../components/page.tsx';
import { Time } from '../components/time.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { Asker } from './asker.tsx';
import { OVERVIEW } from './places.ts';
import { Receipt } from './receipt.tsx';
import { RequestAnswer } from './request-answer.tsx';
import { Wanted } from './wanted.tsx';
import { standing, titleOf, wordsOf } from './words.ts';

/** Where a vendor's `confirmUrl` leads: what is asked for in plain words, and the answer (system-register-and-users.md 5.6, 11). */
export function RequestPage({ kind }: { readonly kind: RequestKind }) {
  const { t } = useTexts();
  const [query] = useSearchParams();
  const id = query.get('id') ?? '';
  const request = useRequest(kind, id);
  if (id === '')
    return (
      <NotThere title={t.request.withoutId} text={t.request.missingId}>
        <ToPage to={OVERVIEW} name={t.common.goTo(t.header.systemUsers)} />
      </NotThere>
    );
  if (isNotYours(request.error)) return <NotYours kind={kind} id={id} />;
  return (
    <Detail of={request} what="request" shape="facts" kind={titleOf(kind, t)} sought={[t.request.id, id]}>
      {(found) => <Asked kind={kind} request={found} />}
    </Detail>
  );
}

const isNotYours = (error: unknown): boolean => error instanceof ApiFailure && error.status === 403;

/** For who may not see what is asked of the organisation: who may, and the means to tell them. */
function NotYours({ kind, id }: { readonly kind: RequestKind; readonly id: string }) {
  const { t } = useTexts();
  const asker = useAsker(kind, id).data;
  return (
    <Page title={t.request.notYours}>
      <NotThereBox>
        <Paragraph>{t.request.notYoursText}</Paragraph>
        <div className="row alert-action">
          <Button asChild variant="secondary" data-size="sm">
            <a href={loginAsUrl(location.href)}>{t.welcome.logInAsAnother}</a>
          </Button>
          <CopyButton text={location.href} label={t.request.copyLink} shown={t.request.copyLink} />
        </div>
      </NotThereBox>
      {asker && <Asker kind={kind} of={asker} />}
    </Page>
  );
}

/** The names of the three who take part; numbers and ids stand in until, or unless, they are known. */
function useNames(request: SystemUserRequest) {
  const { language } = useTexts();
  const { organizations } = useOrganizations();
  const { data: system } = useSystem(request.systemId);
  const vendorNumber = system?.systemVendorOrgNumber ?? request.systemId.split('_', 1)[0] ?? '';
  const vendorName = useOrganizationName(vendorNumber, request.partyOrgNo).data ?? system?.systemVendorOrgName;
  const ownCustomer = organizations.find(({ number }) => number === request.partyOrgNo)?.name;
  const customerName = useOrganizationName(
    ownCustomer === undefined ? request.partyOrgNo : '',
    request.partyOrgNo,
  ).data;
  return {
    system: wordsOf(system?.name, language) ?? isolated(request.integrationTitle ?? request.systemId),
    description: wordsOf(system?.description, language),
    vendor: isolated(vendorName || grouped(vendorNumber)),
    vendorNumber,
    customer: isolated(ownCustomer ?? customerName ?? grouped(request.partyOrgNo)),
  };
}

function Asked({ kind, request }: { readonly kind: RequestKind; readonly request: SystemUserRequest }) {
  const { t } = useTexts();
  const names = useNames(request);
  const [done, setDone] = useState<Answer>();
  if (done === 'approve' || done === 'reject')
    return (
      <Receipt
        kind={kind}
        request={request}
        approved={done === 'approve'}
        system={names.system}
        customer={names.customer}
      />
    );
  const how = standing(request);
  const lead = (how === 'open' ? t.request.leads : t.request.askedLeads)[kind];
  // Keyed, so that what has come of an answer is not forgotten when it moves to the top.
  const answer = (
    <RequestAnswer key="answer" kind={kind} request={request} customer={names.customer} onDone={setDone} />
  );
  const about = <About key="about" kind={kind} request={request} names={names} lead={lead} />;
  const closed = { Accepted: t.request.approvedTitle, Rejected: t.request.rejectedTitle } as const;
  return (
    <Page title={how === 'Accepted' || how === 'Rejected' ? closed[how] : titleOf(kind, t)}>
      {how === 'open' ? [about, answer] : [answer, about]}
    </Page>
  );
}

/** Who asks whom for what. */
function About(props: {
  readonly kind: RequestKind;
  readonly request: SystemUserRequest;
  readonly names: ReturnType<typeof useNames>;
  readonly lead: (vendor: string, system: string, customer: string) => string;
}) {
  const { t } = useTexts();
  const { kind, request, names, lead } = props;
  return (
    <>
      <Paragraph className="prose">{lead(names.vendor, names.system, names.customer)}</Paragraph>
      <Facts
        of={[
          [t.request.system, names.description === undefined ? names.system : `${names.system}: ${names.description}`],
          [t.request.vendor, `${names.vendor} (${grouped(names.vendorNumber)})`],
          [t.request.customer, `${names.customer} (${grouped(request.partyOrgNo)})`],
          ...(request.externalRef && request.externalRef !== request.partyOrgNo
            ? ([[t.request.reference, isolated(request.externalRef)]] as const)
            : []),
          ...(request.created
            ? ([[t.systemUsers.sent, <Time key="sent" of={request.created} as="moment" />]] as const)
            : []),
        ]}
      />
      <Wanted request={request} answered={standing(request) === 'Rejected'} />
      {standing(request) !== 'open' && (
        <Paragraph>
          <Link asChild>
            <RouterLink to={OVERVIEW}>{t.common.goTo(t.header.systemUsers)}</RouterLink>
          </Link>
        </Paragraph>
      )}
      {standing(request) === 'open' && (
        <Paragraph className="prose">
          {kind === 'changerequest' ? t.request.changeMeaning : t.request.meaningText}
        </Paragraph>
      )}
    </>
  );
}
