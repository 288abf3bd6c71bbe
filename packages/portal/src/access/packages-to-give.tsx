import { Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { usePackagesToGive } from '../api/access.ts';
import { DataTable } from '../components/data-table.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { State } from '../components/state.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WhyNotI } from '../playground/why-link.tsx';
import { nameOfUrn } from '../system-users/words.ts';
import { HowToGive } from './how-to-give.tsx';
import { useAccessNames } from './names.ts';
import { useTexts } from './words.ts';

/** There are a hundred and fifty, and a field to look for one. */
const MOST = 30;

/** Every access package, and whether oneself may give it away for the organisation. @param start what is looked for at first */
export function PackagesToGive({
  organization,
  start,
}: {
  readonly organization: Organization;
  readonly start: string;
}) {
  const { t } = useTexts();
  const checked = usePackagesToGive(organization.partyUuid);
  const names = useAccessNames();
  const [words, setWords] = useState(start.slice(0, 100));
  if (checked.isPending || !names.haveCome) return <Loading as="table" />;
  if (checked.isLoadingError)
    return (
      <NotLoaded
        what="packages"
        error={checked.error}
        retry={checked.refetch}
        why={<WhyNotI resource="altinn_access_management" action="read" party={organization.number} />}
      />
    );
  const all = checked.data.map(({ package: { urn }, result }) => ({ urn, name: names.package(urn), result }));
  if (all.length === 0) return <Empty title={t.access.noPackages} />;
  const wanted = words.trim().toLowerCase();
  const shown = all.filter(({ urn, name }) => `${name}\n${urn}`.toLowerCase().includes(wanted));
  return (
    <div className="stack">
      <Paragraph className="prose">
        {t.access.giveLead(all.filter(({ result }) => result).length, all.length)}
      </Paragraph>
      <HowToGive />
      <SearchBox label={t.access.search} value={words} hits={shown.length} onChange={setWords} />
      {shown.length > 0 && (
        <DataTable
          caption={t.access.tabs.give}
          rows={shown}
          keyOf={({ urn }) => urn}
          sorted={{ column: t.access.mayGive, down: false }}
          most={MOST}
          columns={[
            {
              name: t.access.package,
              kind: 'row',
              sort: ({ name }) => name,
              cell: ({ urn, name }) => (
                <>
                  {name}
                  <div className="subtle">
                    <code className="long">{nameOfUrn(urn)}</code>
                  </div>
                </>
              ),
            },
            {
              name: t.access.mayGive,
              sort: ({ result, name }) => `${result ? 0 : 1} ${name}`,
              // Most may be given: a mark on each of them would mark nothing.
              cell: ({ result }) =>
                result ? <span className="subtle">{t.access.may}</span> : <State kind="soon">{t.access.mayNot}</State>,
            },
          ]}
        />
      )}
    </div>
  );
}
