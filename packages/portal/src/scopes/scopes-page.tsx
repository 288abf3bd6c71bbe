import { Button, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { useOwnScopes, usePrefixes } from '../api/selfservice.ts';
import type { Scope } from '../api/types.ts';
import { DataTable } from '../components/data-table.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';

export const ScopesPage = () => (
  <WithOrganization>{(organization) => <Scopes organization={organization.number} />}</WithOrganization>
);

/** The organisation's own scopes; an organisation without a prefix can have none. */
function Scopes({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const prefixes = usePrefixes(organization);
  const ownsPrefix = (prefixes.data ?? []).length > 0;
  return (
    <Page
      title={t.scopes.title}
      actions={
        ownsPrefix && (
          <Button asChild>
            <RouterLink to="/scopes/new">{t.scopes.new}</RouterLink>
          </Button>
        )
      }
    >
      {prefixes.isPending && <Loading />}
      {prefixes.isError && <Failure error={prefixes.error} retry={prefixes.refetch} />}
      {prefixes.isSuccess && !ownsPrefix && <Paragraph>{t.scopes.noPrefix}</Paragraph>}
      {ownsPrefix && <OwnScopes organization={organization} />}
    </Page>
  );
}

function OwnScopes({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const scopes = useOwnScopes(organization);
  const [words, setWords] = useState('');
  const wanted = words.trim().toLowerCase();
  const shown = (scopes.data ?? []).filter((scope) =>
    `${scope.name}\n${scope.description}`.toLowerCase().includes(wanted),
  );
  const active = shown.filter((scope) => scope.active);
  const inactive = shown.filter((scope) => !scope.active);
  if (scopes.isPending) return <Loading />;
  if (scopes.isError) return <Failure error={scopes.error} retry={scopes.refetch} />;
  if (scopes.data.length === 0) return <Paragraph>{t.scopes.empty}</Paragraph>;
  return (
    <>
      <Paragraph>{t.scopes.lead}</Paragraph>
      <SearchBox label={t.scopes.search} value={words} hits={shown.length} onChange={setWords} />
      {shown.length === 0 && <Paragraph>{t.scopePicker.noHits}</Paragraph>}
      {active.length > 0 && <ScopeTable caption={t.scopes.caption} scopes={active} />}
      {inactive.length > 0 && (
        <section className="stack tight">
          <Heading level={2} data-size="sm">
            {t.scopes.inactive}
          </Heading>
          <Paragraph data-size="sm">{t.scopes.inactiveLead}</Paragraph>
          <ScopeTable caption={t.scopes.inactive} scopes={inactive} />
        </section>
      )}
    </>
  );
}

function ScopeTable({ caption, scopes }: { readonly caption: string; readonly scopes: readonly Scope[] }) {
  const { t } = useTexts();
  return (
    <DataTable
      caption={caption}
      rows={scopes}
      keyOf={({ name }) => name}
      columns={[
        {
          name: t.scopePicker.scope,
          kind: 'row',
          cell: ({ name }) => (
            <Link asChild>
              <RouterLink to={`/scopes/details?scope=${encodeURIComponent(name)}`}>{name}</RouterLink>
            </Link>
          ),
        },
        { name: t.scopes.description, cell: ({ description }) => description },
        { name: t.scopes.visibility, cell: ({ visibility }) => t.scopes[visibility] },
      ]}
    />
  );
}
