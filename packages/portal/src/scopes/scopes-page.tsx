import { Button, Link, Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { useOwnScopes, usePrefixes } from '../api/selfservice.ts';
import type { Scope } from '../api/types.ts';
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
  if (scopes.isPending) return <Loading />;
  if (scopes.isError) return <Failure error={scopes.error} retry={scopes.refetch} />;
  if (scopes.data.length === 0) return <Paragraph>{t.scopes.empty}</Paragraph>;
  return (
    <>
      <Paragraph>{t.scopes.lead}</Paragraph>
      <SearchBox label={t.scopes.search} value={words} hits={shown.length} onChange={setWords} />
      {shown.length === 0 ? <Paragraph>{t.scopePicker.noHits}</Paragraph> : <ScopeTable scopes={shown} />}
    </>
  );
}

function ScopeTable({ scopes }: { readonly scopes: readonly Scope[] }) {
  const { t } = useTexts();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scrolling" tabIndex={0} aria-label={t.scopes.caption}>
      <Table border hover>
        <caption className="ds-sr-only">{t.scopes.caption}</caption>
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell scope="col">{t.scopePicker.scope}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t.scopes.description}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t.scopes.visibility}</Table.HeaderCell>
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {scopes.map((scope) => (
            <Table.Row key={scope.name}>
              <Table.Cell>
                <Link asChild>
                  <RouterLink to={`/scopes/details?scope=${encodeURIComponent(scope.name)}`}>{scope.name}</RouterLink>
                </Link>{' '}
                {!scope.active && <Tag data-color="warning">{t.client.inactive}</Tag>}
              </Table.Cell>
              <Table.Cell>{scope.description}</Table.Cell>
              <Table.Cell>{t.scopes[scope.visibility]}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </section>
  );
}
