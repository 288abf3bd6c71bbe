import type { ReactNode } from 'react';
import { useAccessNames } from '../access/names.ts';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Name } from '../components/name.tsx';
import { grouped } from '../organizations/organization-number.ts';
import type { Held } from './held.ts';
import { useTexts } from './words.ts';

/** What is given or got: with whom, for which API, and what can be done with it. @param more between the scopes and the date */
export function HeldTable(props: {
  readonly caption: string;
  readonly who: string;
  readonly of: readonly Held[];
  readonly more?: Column<Held>;
  readonly action: string;
  readonly actions: (one: Held, api: string) => ReactNode;
}) {
  const { t, day } = useTexts();
  const names = useAccessNames();
  return (
    <DataTable
      caption={props.caption}
      rows={props.of}
      keyOf={({ number, resource }) => `${number} ${resource}`}
      sorted={{ column: props.who, down: false }}
      columns={[
        {
          name: props.who,
          kind: 'row',
          sort: ({ name }) => name,
          cell: ({ name, number }) => (
            <>
              <div className="long">
                <Name of={name} />
              </div>
              <div className="subtle number">{grouped(number)}</div>
            </>
          ),
        },
        {
          name: t.suppliers.api,
          sort: ({ resource }) => names.resource(resource),
          cell: ({ resource }) => <span className="long">{names.resource(resource)}</span>,
        },
        { name: t.suppliers.scopes, cell: ({ scopes }) => <ScopeNames of={scopes} /> },
        ...(props.more ? [props.more] : []),
        { name: t.suppliers.since, sort: ({ since }) => Date.parse(since), cell: ({ since }) => day(since) },
        { name: props.action, kind: 'actions', cell: (one) => props.actions(one, names.resource(one.resource)) },
      ]}
    />
  );
}

export const ScopeNames = ({ of }: { readonly of: readonly string[] }) => (
  <>
    {of.map((scope) => (
      <div key={scope}>
        <code className="long">{scope}</code>
      </div>
    ))}
  </>
);
