import type { ReactNode } from 'react';
import type { AccessNames } from '../access/names.ts';
import type { Side } from '../api/scope-holders.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Name } from '../components/name.tsx';
import { ScopeName } from '../components/scope-name.tsx';
import { Time } from '../components/time.tsx';
import { grouped } from '../organizations/organization-number.ts';
import type { Held } from './held.ts';
import { useTexts } from './words.ts';

/** As many are drawn at once: an accountant may have thousands of consumers. */
const MOST = 100;

/** What is given or got: with whom, for which API, and what can be done with it. */
export function HeldTable(props: {
  readonly side: Side;
  readonly of: readonly Held[];
  readonly names: AccessNames;
  readonly actions: (one: Held, api: string) => ReactNode;
}) {
  const { t } = useTexts();
  const { names } = props;
  const words = t.suppliers[props.side];
  const who = props.side === 'given' ? t.suppliers.supplier : t.suppliers.consumer;
  const claim: Column<Held> = {
    name: t.suppliers.received.claim,
    cell: ({ number }) => (
      <CopyButton
        text={`"consumer_org": "${number}"`}
        shown={t.suppliers.received.copyClaim}
        label={t.suppliers.received.claimLabel(number)}
      />
    ),
  };
  return (
    <DataTable
      caption={words.caption}
      rows={props.of}
      keyOf={({ number, resource }) => `${number} ${resource}`}
      sorted={{ column: who, down: false }}
      most={MOST}
      columns={[
        {
          name: who,
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
        ...(props.side === 'received' ? [claim] : []),
        {
          name: t.suppliers.since,
          sort: ({ since }) => Date.parse(since),
          cell: ({ since }) => <Time of={since} as="day" />,
        },
        { name: words.end, kind: 'actions', cell: (one) => props.actions(one, names.resource(one.resource)) },
      ]}
    />
  );
}

export const ScopeNames = ({ of }: { readonly of: readonly string[] }) => (
  <>
    {of.map((scope) => (
      <div key={scope}>
        <code>
          <ScopeName of={scope} />
        </code>
      </div>
    ))}
  </>
);
