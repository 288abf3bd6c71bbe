import { Button } from '@digdir/designsystemet-react';
import { DataTable } from '../components/data-table.tsx';
import { Name } from '../components/name.tsx';
import { ScopeName } from '../components/scope-name.tsx';
import { State } from '../components/state.tsx';
import { useTexts } from '../texts/index.tsx';
import { NoAccess } from './no-access.tsx';
import type { ScopeChoice } from './scope-choice.ts';

/** The scopes that a client has, with what each is for and whether it gives tokens. */
export function ScopeTable(props: {
  readonly organization: string;
  readonly scopes: readonly string[];
  /** Undefined as long as it is not known which scopes there are. */
  readonly known: ReadonlyMap<string, ScopeChoice> | undefined;
  readonly onRemove: (scope: string) => void;
}) {
  const { t } = useTexts();
  const { known, organization } = props;
  return (
    <DataTable
      caption={t.scopePicker.caption}
      rows={props.scopes}
      keyOf={(scope) => scope}
      columns={[
        { name: t.scopePicker.scope, kind: 'row', cell: (scope) => <ScopeName of={scope} /> },
        {
          name: t.scopePicker.description,
          cell: (scope) => <Name of={known?.get(scope)?.description ?? ''} />,
        },
        {
          name: t.scopePicker.access,
          cell: (scope) =>
            known &&
            (known.get(scope)?.access ? (
              <State kind="good">{t.scopePicker.hasAccess}</State>
            ) : (
              <NoAccess organization={organization} scope={scope} choice={known.get(scope)} />
            )),
        },
        {
          name: t.common.remove,
          kind: 'action',
          cell: (scope) => (
            <Button
              variant="tertiary"
              data-size="sm"
              data-color="danger"
              aria-label={t.scopePicker.removeLabel(scope)}
              onClick={() => props.onRemove(scope)}
            >
              {t.common.remove}
            </Button>
          ),
        },
      ]}
    />
  );
}
