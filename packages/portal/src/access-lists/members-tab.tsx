import { Button, Dialog, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useDeferredValue, useId, useRef, useState } from 'react';
import { useListMembers, useSetMember } from '../api/access-lists.ts';
import { organizationName } from '../api/selfservice.ts';
import { DataTable } from '../components/data-table.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { type Done, Undo } from '../components/undo.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { digitsOf, grouped, isOrganizationNumber } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { useTexts } from './words.ts';

interface OfList {
  readonly organization: string;
  readonly list: string;
}

interface Member {
  readonly number: string;
  readonly name: string;
}

/** Who is on a list: found, added by number, and taken off, which can be undone. */
export function MembersTab({ organization, list }: OfList) {
  const { t } = useTexts();
  const set = useSetMember(organization, list);
  const [done, setDone] = useState<Done<Member>>();
  const [number, setNumber] = useState('');
  const words = t.accessLists.member;
  const take = (member: Member) =>
    set.mutateAsync({ number: member.number, on: false }).then(
      () => setDone({ text: words.taken(isolated(member.name)), change: member }),
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  const putBack = (member: Member) =>
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
    readonly onTake: (member: Member) => void;
  },
) {
  const { t } = useTexts();
  const words = t.accessLists.member;
  const wanted = digitsOf(props.number).replace(/\D/g, '').slice(0, 9);
  const members = useListMembers(props.organization, props.list, useDeferredValue(wanted));
  const found = members.data?.pages.flatMap((page) => page.members) ?? [];
  const searches = props.number !== '' || found.length >= SEARCH_FROM;
  if (members.isPending && props.number === '') return <Loading as="table" />;
  if (members.isError) return <Failure error={members.error} retry={members.refetch} />;
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

function MemberTable(props: { readonly of: readonly Found[]; readonly onTake: (member: Member) => void }) {
  const { t, day } = useTexts();
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
        { name: words.since, sort: ({ since }) => Date.parse(since), cell: ({ since }) => day(since) },
        {
          name: t.common.remove,
          kind: 'actions',
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

/** Looks the number up before anything is added: one digit wrong is another organisation, or none. */
function AddForm({ organization, list, onAdded }: OfList & { readonly onAdded: (member: Member) => void }) {
  const { t } = useTexts();
  const words = t.accessLists.member;
  const box = useRef<HTMLInputElement>(null);
  const kept = useKept(`access list member ${organization} ${list}`, '');
  const [fault, setFault] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Member>();
  const refuse = (message: string) => {
    setFault(message);
    box.current?.focus();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const number = digitsOf(kept.value);
    setFault(undefined);
    setError(undefined);
    if (!isOrganizationNumber(number)) return refuse(words.invalid);
    setBusy(true);
    try {
      const name = await organizationName(number, organization);
      if (name === undefined) refuse(words.notFound(grouped(number)));
      else setFound({ number, name });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="stack tight prose" noValidate onSubmit={(event) => void submit(event)}>
      <KeptNotice of={kept} />
      <Textfield
        ref={box}
        label={words.number}
        description={words.help}
        value={kept.value}
        error={fault}
        inputMode="numeric"
        autoComplete="off"
        onChange={({ target }) => kept.set(target.value)}
      />
      {error !== undefined && <Failure error={error} />}
      <div className="row">
        <Button type="submit" loading={busy} aria-haspopup="dialog">
          {words.look}
        </Button>
      </div>
      {found && (
        <AddDialog
          organization={organization}
          list={list}
          member={found}
          onAdded={() => {
            kept.reset();
            onAdded(found);
          }}
          onClose={() => setFound(undefined)}
        />
      )}
    </form>
  );
}

/** Shows whose number it is, and adds. */
function AddDialog(
  props: OfList & { readonly member: Member; readonly onAdded: () => void; readonly onClose: () => void },
) {
  const { t } = useTexts();
  const words = t.accessLists.member;
  const heading = useId();
  const { member, onClose } = props;
  const set = useSetMember(props.organization, props.list);
  const confirm = () =>
    set.mutateAsync({ number: member.number, on: true }).then(
      () => {
        onClose();
        props.onAdded();
      },
      () => undefined,
    );
  return (
    <Dialog open onClose={onClose} closeButton={t.common.close} aria-labelledby={heading}>
      <div className="stack">
        <Heading level={2} data-size="sm" id={heading}>
          {words.ask}
        </Heading>
        <Paragraph className="long">
          <strong>
            <Name of={member.name} />
          </strong>{' '}
          ({grouped(member.number)}) {words.askText}
        </Paragraph>
        {set.isError && <Failure error={set.error} />}
        <div className="row">
          <Button type="button" loading={set.isPending} onClick={() => void confirm()}>
            {words.add}
          </Button>
          <Button type="button" variant="secondary" onClick={onClose}>
            {t.common.cancel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
