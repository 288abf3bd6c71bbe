import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Consent, type ConsentAnswer, useAnswerConsent, useConsent } from '../api/consents.ts';
import { ApiFailure } from '../api/http.ts';
import { useMinute } from '../clock.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Detail } from '../components/detail.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { NotThere, ToPage } from '../components/not-there.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { CONSENTS } from '../frame/places.ts';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { wordsOf } from '../system-users/words.ts';
import { isolated } from '../texts/names.ts';
import { type Standing, standingOf } from './consent.ts';
import { Covered } from './covered.tsx';
import { type Kind, useKind } from './kind.ts';
import { Receipt } from './receipt.tsx';
import { useTexts } from './words.ts';

/** Where an asker's `viewUri` leads: who asks, for what, until when, and the answer (maskinporten.md 2.6). */
export function ConsentPage() {
  const { t } = useTexts();
  const [query] = useSearchParams();
  const id = query.get('id') ?? '';
  const consent = useConsent(id);
  if (id === '')
    return (
      <NotThere title={t.consents.missingIdTitle} text={t.consents.missingId}>
        <ToPage to={CONSENTS} name={t.common.goTo(t.header.consents)} />
      </NotThere>
    );
  return (
    <Detail of={consent} what="request" shape="facts" kind={t.consents.request} sought={[t.request.id, id]}>
      {(found) => <Asked key={id} consent={found} stays={query.get('skiplogout') !== null} />}
    </Detail>
  );
}

/** @param stays the person came from the list, and is not sent on */
function Asked({ consent, stays }: { readonly consent: Consent; readonly stays: boolean }) {
  const { t, language, moment, age } = useTexts();
  const minute = useMinute();
  const kind = useKind(consent);
  const answer = useAnswerConsent(consent.id);
  const { organization } = useOrganizations();
  const [done, setDone] = useState<'accept' | 'reject'>();
  const { fromParty, toParty } = consent;
  const asker = isolated(toParty.name);
  const who = fromParty.organizationNumber === undefined ? '' : isolated(fromParty.name);
  if (done) return <Receipt consent={consent} approved={done === 'accept'} kind={kind} stays={stays} />;
  const standing = standingOf(consent, minute);
  const message = wordsOf(consent.requestMessage, language);
  const give = (what: 'accept' | 'reject') =>
    answer.mutateAsync(what).then(
      () => setDone(what),
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  return (
    <Page title={kind.title(who)} lead={standing === 'created' ? kind.lead(asker, who) : kind.asked(asker, who)} narrow>
      {standing !== 'created' && (
        <Alert data-color={standing === 'accepted' ? 'success' : 'info'} role="status">
          {answer.isError && <Paragraph>{t.consents.again}</Paragraph>}
          <Paragraph>{kind.standing[standing]}</Paragraph>
        </Alert>
      )}
      {standing === 'created' && who === '' && organization && (
        <Paragraph className="prose">{t.consents.forYourself(isolated(organization.name))}</Paragraph>
      )}
      {message !== undefined && (
        <figure className="asker-message">
          <figcaption>{t.consents.message(asker)}</figcaption>
          <blockquote className="long">{message}</blockquote>
        </figure>
      )}
      <Facts
        of={[
          [t.consents.asker, `${asker} (${grouped(toParty.organizationNumber ?? '')})`],
          [
            t.consents.about,
            `${isolated(fromParty.name)}${who === '' ? '' : ` (${grouped(fromParty.organizationNumber ?? '')})`}`,
          ],
        ]}
      />
      <Covered consent={consent} heading={kind.covers} />
      {(standing === 'created' || standing === 'accepted') && (
        <Paragraph className="prose">{kind.until(moment(consent.validTo), age(consent.validTo, minute))}</Paragraph>
      )}
      {answer.isError && !isAnswered(answer.error) && <Failure error={answer.error} />}
      <Buttons consent={consent} kind={kind} standing={standing} answer={answer} onGive={give} />
    </Page>
  );
}

/** Somebody was faster: how it stands now is told instead. */
const isAnswered = (error: unknown): boolean => error instanceof ApiFailure && error.status === 409;

function Buttons(props: {
  readonly consent: Consent;
  readonly kind: Kind;
  readonly standing: Standing;
  readonly answer: { readonly isPending: boolean; readonly mutateAsync: (answer: ConsentAnswer) => Promise<unknown> };
  readonly onGive: (what: 'accept' | 'reject') => unknown;
}) {
  const { kind, answer, standing, onGive } = props;
  const say = useSay();
  if (standing === 'created')
    return (
      <div className="row same-width">
        <Button loading={answer.isPending} onClick={() => onGive('accept')}>
          {kind.yes}
        </Button>
        <Button variant="secondary" disabled={answer.isPending} onClick={() => onGive('reject')}>
          {kind.no}
        </Button>
      </div>
    );
  if (standing !== 'accepted') return null;
  return (
    <div className="row">
      <ConfirmButton
        label={kind.revoke}
        title={kind.revokeTitle}
        text={kind.revokeText(isolated(props.consent.toParty.name))}
        onConfirm={async () => {
          await answer.mutateAsync('revoke');
          say(kind.revoked);
        }}
      />
    </div>
  );
}
