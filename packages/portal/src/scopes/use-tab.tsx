import { Button, Paragraph, ToggleGroup } from '@digdir/designsystemet-react';
import { type ScopeUse, useScopeUse } from '../api/portal.ts';
import { useGiveAccess } from '../api/selfservice.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { ShortId } from '../components/short-id.tsx';
import { State, type StateKind } from '../components/state.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import { useNamesInTable } from '../organizations/organization-names.ts';
import { grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import { useTexts } from './words.ts';

type Client = ScopeUse['clients'][number];
type Names = (number: string) => string;
interface OfScope {
  readonly organization: string;
  readonly scope: string;
}

/** Who has the scope in a client, and when each last had a token with it: whom a change hits. */
export function UseTab({ organization, scope }: OfScope) {
  const { t } = useTexts();
  const use = useScopeUse(organization, scope);
  if (use.isPending) return <Loading as="table" />;
  if (use.isLoadingError) return <NotLoaded what="scopeUse" error={use.error} retry={use.refetch} />;
  const { clients, whole } = use.data;
  if (clients.length === 0) return <Empty title={t.scopeUse.empty} text={t.scopeUse.emptyHelp} />;
  return (
    <div className="stack">
      <Paragraph className="prose">{t.scopeUse.lead}</Paragraph>
      {!whole && <Paragraph data-size="sm">{t.scopeUse.bounded}</Paragraph>}
      <Users organization={organization} scope={scope} clients={clients} />
    </div>
  );
}

const FILTERS = ['all', 'used'] as const;

function Users(props: OfScope & { readonly clients: readonly Client[] }) {
  const { organization, scope, clients } = props;
  const { t } = useTexts();
  const [words, setWords] = useInAddress('q');
  const [filter, setFilter] = useInAddress('show', 'all');
  const nameOf = useNamesInTable(
    clients.flatMap(({ organization: holder, supplier }) => [holder, ...(supplier === undefined ? [] : [supplier])]),
    organization,
  );
  if (nameOf === undefined) return <Loading as="table" />;
  const wanted = words.trim().toLowerCase();
  const shown = clients.filter(
    ({ clientId, organization: holder, lastToken }) =>
      (filter !== 'used' || lastToken !== undefined) &&
      `${nameOf(holder)}\n${holder}\n${clientId}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className="filters">
        <SearchBox label={t.scopeUse.search} value={words} hits={shown.length} onChange={setWords} />
        <ToggleGroup
          data-toggle-group={t.scopeUse.filter}
          value={filter === 'used' ? 'used' : 'all'}
          onChange={setFilter}
        >
          {FILTERS.map((one) => (
            <ToggleGroup.Item key={one} value={one}>
              {t.scopeUse.filters[one]}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </div>
      {shown.length === 0 ? (
        <Paragraph>{t.scopeUse.noHits}</Paragraph>
      ) : (
        <UseTable {...{ organization, scope, nameOf }} clients={shown} />
      )}
    </>
  );
}

type Standing = 'inactive' | 'lacking' | 'used' | 'unused';
const KINDS: Readonly<Record<Standing, StateKind>> = {
  inactive: 'idle',
  lacking: 'soon',
  used: 'good',
  unused: 'idle',
};

/** A client without access of its own may still act by delegation: only where it has had no token is it told to lack it. */
function standingOf({ active, hasAccess, lastToken }: Client): Standing {
  if (!active) return 'inactive';
  if (lastToken !== undefined) return 'used';
  return hasAccess ? 'unused' : 'lacking';
}

function UseTable(props: OfScope & { readonly clients: readonly Client[]; readonly nameOf: Names }) {
  const { clients, nameOf } = props;
  const { t } = useTexts();
  const words = t.scopeUse;
  return (
    <DataTable
      caption={words.caption}
      rows={clients}
      keyOf={({ clientId }) => clientId}
      sorted={{ column: words.lastToken, down: true }}
      columns={[
        {
          name: t.scopes.organization,
          kind: 'row',
          sort: ({ organization }) => nameOf(organization),
          cell: ({ organization, supplier }) => (
            <>
              <div className="long">{nameOf(organization)}</div>
              <div className="subtle number">{grouped(organization)}</div>
              {supplier !== undefined && <div className="subtle long">{words.supplier(nameOf(supplier))}</div>}
            </>
          ),
        },
        {
          name: t.clients.id,
          cell: ({ clientId }) => (
            <div className="row">
              <ShortId id={clientId} />
              <CopyButton text={clientId} label={`${t.clients.id} ${clientId}`} />
            </div>
          ),
        },
        {
          name: t.clients.state,
          sort: (one) => words.standing[standingOf(one)],
          cell: (one) => <State kind={KINDS[standingOf(one)]}>{words.standing[standingOf(one)]}</State>,
        },
        {
          name: words.lastToken,
          sort: ({ lastToken }) => lastToken ?? '',
          cell: ({ lastToken }) =>
            lastToken === undefined ? <span className="subtle">{words.notLately}</span> : <Time of={lastToken} />,
        },
        {
          name: t.scopes.give,
          kind: 'action',
          cell: (one) =>
            standingOf(one) === 'lacking' && (
              <Give
                organization={props.organization}
                scope={props.scope}
                to={{ number: one.organization, name: nameOf(one.organization) }}
              />
            ),
        },
      ]}
    />
  );
}

/** Gives the scope to one who waits for it. */
function Give(props: OfScope & { readonly to: { readonly number: string; readonly name: string } }) {
  const { t } = useTexts();
  const say = useSay();
  const give = useGiveAccess(props.organization, props.scope);
  const { number, name } = props.to;
  return (
    <>
      <Button
        variant="secondary"
        data-size="sm"
        loading={give.isPending}
        aria-label={t.scopeUse.giveTo(isolated(name))}
        onClick={() => give.mutate(number, { onSuccess: () => say(t.scopes.given(isolated(name))) })}
      >
        {t.scopes.give}
      </Button>
      {give.isError && <Failure error={give.error} />}
    </>
  );
}
