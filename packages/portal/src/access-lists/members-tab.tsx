import { Alert, Button, Link, Paragraph } from '@digdir/designsystemet-react';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { type AccessList, useListMembers, useSetMember } from '../api/access-lists.ts';
import { useResources } from '../api/authorization.ts';
import { DataTable } from '../components/data-table.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { FormPart } from '../components/form-part.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { Time } from '../components/time.tsx';
import { type Done, Undo } from '../components/undo.tsx';
import { type FoundOrganization, LookUpForm } from '../organizations/look-up-form.tsx';
import { digitsOf, grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { appliesTo } from './applies.ts';
import { useTexts } from './words.ts';

interface OfList {
  readonly organization: string;
  readonly list: string;
}

/** Who is on a list: found, added by number, and taken off, which can be undone. */
export function MembersTab({ organization, list, resources }: OfList & Pick<AccessList, 'resources'>) {
  const { t } = useTexts();
  const set = useSetMember(organization, list);
  const [done, setDone] = useState<Done<FoundOrganization>>();
  const [number, setNumber] = useState('');
  const words = t.accessLists.member;
  const take = (member: FoundOrganization) =>
    set.mutateAsync({ number: member.number, on: false }).then(
      () => setDone({ text: words.taken(isolated(member.name)), change: member }),
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  const putBack = (member: FoundOrganization) =>
    set.mutateAsync({ number: member.number, on: true }).then(
      () => setDone({ text: words.back(isolated(member.name)) }),
      () => undefined,
    );
  return (
    <div className="stack">
      <Paragraph className="prose">{words.lead}</Paragraph>
      <Undo of={done} label={t.accessLists.undo} busy={set.isPending} onUndo={(member) => void putBack(member)} />
      {set.isError && <Failure error={set.error} />}
      <Members
        organization={organization}
        list={list}
        number={number}
        onSearch={setNumber}
        onTake={(member) => void take(member)}
      />
      <AddForm
        organization={organization}
        list={list}
        note={<WithoutEffect of={resources} />}
        onAdded={({ name }) => {
          setNumber('');
          setDone({ text: words.added(isolated(name)) });
        }}
      />
    </div>
  );
}

/** Fewer than this are seen at a glance. */
const SEARCH_FROM = 10;

function Members(
  props: OfList & {
    readonly number: string;
    readonly onSearch: (number: string) => void;
    readonly onTake: (member: FoundOrganization) => void;
  },
) {
  const { t } = useTexts();
  const words = t.accessLists.member;
  const wanted = digitsOf(props.number).replace(/\D/g, '').slice(0, 9);
  const members = useListMembers(props.organization, props.list, useDeferredValue(wanted));
  const found = members.data?.pages.flatMap((page) => page.members) ?? [];
  const searches = props.number !== '' || found.length >= SEARCH_FROM;
  if (members.isPending && props.number === '') return <Loading as="table" />;
  if (members.isLoadingError) return <NotLoaded what="listMembers" error={members.error} retry={members.refetch} />;
  if (found.length === 0 && !searches) return <Paragraph>{words.empty}</Paragraph>;
  return (
    <>
      {searches && (
        <SearchBox label={words.search} value={props.number} hits={found.length} onChange={props.onSearch} />
      )}
      {members.isSuccess && found.length === 0 && <Paragraph>{words.noHits}</Paragraph>}
      {found.length > 0 && <MemberTable of={found} onTake={props.onTake} />}
      {members.hasNextPage && (
        <div className="row">
          <Button variant="secondary" loading={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
            {t.accessLists.more}
          </Button>
        </div>
      )}
    </>
  );
}

type Found = NonNullable<ReturnType<typeof useListMembers>['data']>['pages'][number]['members'][number];

function MemberTable(props: { readonly of: readonly Found[]; readonly onTake: (member: FoundOrganization) => void }) {
  const { t } = useTexts();
  const words = t.accessLists.member;
  return (
    <DataTable
      caption={words.caption}
      rows={props.of}
      keyOf={({ organization }) => organization}
      columns={[
        {
          name: words.organization,
          kind: 'row',
          sort: ({ name }) => name ?? '',
          cell: ({ name }) =>
            name === undefined ? <span className="subtle">{words.unknown}</span> : <Name of={name} />,
        },
        {
          name: words.number,
          sort: ({ organization }) => organization,
          cell: ({ organization }) => <span className="number">{grouped(organization)}</span>,
        },
        {
          name: words.since,
          sort: ({ since }) => Date.parse(since),
          cell: ({ since }) => <Time of={since} as="day" />,
        },
        {
          name: t.common.remove,
          kind: 'action',
          cell: ({ organization, name = grouped(organization) }) => (
            <Button
              variant="tertiary"
              data-size="sm"
              data-color="danger"
              aria-label={words.take(isolated(name))}
              onClick={() => props.onTake({ number: organization, name })}
            >
              {t.common.remove}
            </Button>
          ),
        },
      ]}
    />
  );
}

/** That no resource uses the list, where that is so: only who is about to add somebody is told, and waits for what tells it. */
function WithoutEffect({ of: connected }: { readonly of: AccessList['resources'] }) {
  const { t } = useTexts();
  const { data } = useResources();
  const words = t.accessLists.member;
  if (data === undefined || connected.some(({ identifier }) => appliesTo(data, identifier))) return null;
  return (
    <Alert data-color="warning">
      <Paragraph>
        {words.noEffect(connected.length)}{' '}
        <Link asChild>
          <RouterLink to="?tab=resources">{words.toResources}</RouterLink>
        </Link>
      </Paragraph>
    </Alert>
  );
}

/** Adds an organisation. What fails is told in its own dialog, and not where a removal's failure is. */
function AddForm(props: OfList & { readonly note: ReactNode; readonly onAdded: (member: FoundOrganization) => void }) {
  const { organization, list, note, onAdded } = props;
  const { t } = useTexts();
  const words = t.accessLists.member;
  const set = useSetMember(organization, list);
  return (
    <FormPart title={words.addTitle}>
      <LookUpForm
        keptAs={`access list member ${organization} ${list}`}
        organization={organization}
        words={{
          number: words.organization,
          help: words.help,
          invalid: words.invalid,
          unknown: words.notFound,
          look: words.look,
          title: words.ask,
          text: words.askText,
          confirm: words.add,
        }}
        note={note}
        onConfirm={({ number }) => set.mutateAsync({ number, on: true })}
        onDone={onAdded}
      />
    </FormPart>
  );
}
