import { Button, Heading, Paragraph, ToggleGroup } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { type AccessNames, accessNamesAhead, useAccessNames } from '../access/names.ts';
import type { Ahead } from '../ahead.ts';
import { type Consent, consentsQuery, useConsents } from '../api/consents.ts';
import { useSession } from '../api/session.ts';
import { useMinute } from '../clock.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { State, type StateKind } from '../components/state.tsx';
import { Time } from '../components/time.tsx';
import { CONSENT } from '../frame/places.ts';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { resourcesOf, type Standing, standingOf } from './consent.ts';
import { useTexts } from './words.ts';
import './consents.css';

const WHOSE = ['mine', 'organization'] as const;
/** As many as the platform tells of. */
const MOST = 200;

export const ahead: Ahead = (opened) => {
  const { queries, profile, organization, query } = opened;
  const isOrganizations = query.get('whose') === 'organization';
  const party = (isOrganizations ? organization : undefined) ?? profile.party;
  return [...accessNamesAhead(opened), queries.prefetchQuery(consentsQuery(party.partyUuid))];
};

/** Whom somebody or an organisation has been asked to let fetch information, and what became of it. */
export function ConsentsPage() {
  const { t } = useTexts();
  const { organization, pending } = useOrganizations();
  const mine = useSession().data?.party.partyUuid ?? '';
  const [chosen, setWhose] = useInAddress('whose', 'mine');
  const whose = organization && chosen === 'organization' ? 'organization' : 'mine';
  return (
    <Page title={t.consents.list.title} lead={t.consents.list.lead}>
      {organization && (
        <div className="stack tight">
          <span aria-hidden className="subtle">
            {t.consents.list.whose}
          </span>
          <ToggleGroup data-toggle-group={t.consents.list.whose} value={whose} onChange={setWhose}>
            {WHOSE.map((one) => (
              <ToggleGroup.Item key={one} value={one}>
                <span className="one-line whose" {...(one === 'organization' && { title: organization.name })}>
                  {one === 'mine' ? t.consents.list.mine : isolated(organization.name)}
                </span>
              </ToggleGroup.Item>
            ))}
          </ToggleGroup>
        </div>
      )}
      {pending ? (
        <Loading as="table" />
      ) : (
        <Of key={whose} party={whose === 'organization' ? (organization?.partyUuid ?? '') : mine} />
      )}
    </Page>
  );
}

function Of({ party }: { readonly party: string }) {
  const { t } = useTexts();
  const consents = useConsents(party);
  const names = useAccessNames();
  const minute = useMinute();
  const words = t.consents.list;
  if (consents.isPending || !names.haveCome) return <Loading as="table" />;
  if (consents.isLoadingError) return <NotLoaded what="consents" error={consents.error} retry={consents.refetch} />;
  if (consents.data.length === 0) return <Empty title={words.empty} text={words.emptyHelp} />;
  const parts = Map.groupBy(consents.data, (one) => partOf(standingOf(one, minute)));
  return (
    <div className="stack same-columns">
      {(['pending', 'active', 'past'] as const).map((part) => {
        const of = parts.get(part);
        return (
          of && (
            <section key={part} className="stack tight">
              <Heading level={2} data-size="xs">
                {words[part]}
              </Heading>
              <ConsentTable caption={words[part]} of={of} names={names} now={minute} />
            </section>
          )
        );
      })}
      {consents.data.length === MOST && <Paragraph data-size="sm">{words.bounded}</Paragraph>}
    </div>
  );
}

const partOf = (standing: Standing): 'pending' | 'active' | 'past' =>
  standing === 'created' ? 'pending' : standing === 'accepted' ? 'active' : 'past';

const KINDS: Readonly<Record<Standing, StateKind>> = {
  created: 'waits',
  accepted: 'good',
  rejected: 'bad',
  revoked: 'idle',
  expired: 'idle',
  late: 'idle',
};

function ConsentTable(props: {
  readonly caption: string;
  readonly of: readonly Consent[];
  readonly names: AccessNames;
  readonly now: number;
}) {
  const { t } = useTexts();
  const { names } = props;
  const words = t.consents.list;
  return (
    <DataTable
      caption={props.caption}
      rows={props.of}
      keyOf={({ id }) => id}
      columns={[
        {
          name: t.consents.asker,
          kind: 'row',
          sort: ({ toParty }) => toParty.name,
          cell: ({ toParty }) => (
            <>
              <div className="long">
                <Name of={toParty.name} />
              </div>
              <div className="subtle number">{grouped(toParty.organizationNumber ?? '')}</div>
            </>
          ),
        },
        {
          name: words.covers,
          cell: (one) => [...new Set(resourcesOf(one))].map((id) => <div key={id}>{names.resource(id)}</div>),
        },
        {
          name: words.state,
          cell: (one) => {
            const standing = standingOf(one, props.now);
            return <State kind={KINDS[standing]}>{words.states[standing === 'late' ? 'expired' : standing]}</State>;
          },
        },
        {
          name: words.until,
          sort: ({ validTo }) => Date.parse(validTo),
          cell: ({ validTo }) => <Time of={validTo} as="day" />,
        },
        {
          name: words.see,
          kind: 'action',
          cell: (one) => {
            const asker = isolated(one.toParty.name);
            const isOpen = standingOf(one, props.now) === 'created';
            const to = `${CONSENT}?id=${one.id}&skiplogout=true`;
            return isOpen ? (
              <Button asChild data-color="accent" data-size="sm">
                <RouterLink to={to} aria-label={words.answerLabel(asker)}>
                  {words.answer}
                </RouterLink>
              </Button>
            ) : (
              <Button asChild variant="secondary" data-size="sm">
                <RouterLink to={to} aria-label={words.seeLabel(asker)}>
                  {words.see}
                </RouterLink>
              </Button>
            );
          },
        },
      ]}
    />
  );
}
