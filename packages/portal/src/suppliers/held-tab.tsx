import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useAccessNames } from '../access/names.ts';
import { type Side, useEndHeldScopes, useHeldScopes } from '../api/scope-holders.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Empty } from '../components/empty.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useSay } from '../components/status.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WhyNotI } from '../playground/why-link.tsx';
import { isolated } from '../texts/names.ts';
import { ClaimSample } from './claim-sample.tsx';
import { GiveForm } from './give-form.tsx';
import { type Held, heldOf } from './held.ts';
import { HeldTable } from './held-table.tsx';
import { useTexts } from './words.ts';

/** What the organisation has given its suppliers, and giving more; or what it has from its consumers, with what to write in the grant. Either is ended here. */
export function HeldTab({ organization, side }: { readonly organization: Organization; readonly side: Side }) {
  const { t } = useTexts();
  const { number } = organization;
  const held = useHeldScopes(number, side);
  const names = useAccessNames();
  const words = t.suppliers[side];
  if (held.isPending || !names.haveCome) return <Loading as="table" />;
  if (held.isLoadingError)
    return (
      <NotLoaded
        what={side === 'given' ? 'suppliers' : 'consumers'}
        error={held.error}
        retry={held.refetch}
        why={<WhyNotI resource="altinn_maskinporten_scope_delegation" action="read" party={number} />}
      />
    );
  const all = heldOf(held.data, side);
  return (
    <div className="stack">
      <Paragraph className="prose">{words.lead}</Paragraph>
      {all.length === 0 ? (
        <Empty title={words.empty} text={words.emptyHelp} />
      ) : (
        <HeldTable
          side={side}
          of={all}
          names={names}
          actions={(one, api) => <End organization={number} side={side} of={one} api={api} />}
        />
      )}
      {side === 'received' && (
        <ClaimSample of={all[0] ?? { number: t.suppliers.received.customer, scopes: ['<scope>'] }} />
      )}
      {side === 'given' && (
        <section className="stack tight">
          <Heading level={2} data-size="xs">
            {t.suppliers.give.title}
          </Heading>
          <GiveForm organization={number} />
        </section>
      )}
    </div>
  );
}

function End(props: { readonly organization: string; readonly side: Side; readonly of: Held; readonly api: string }) {
  const { t } = useTexts();
  const say = useSay();
  const { organization, side, of, api } = props;
  const end = useEndHeldScopes(organization, side);
  const words = t.suppliers[side];
  const name = isolated(of.name);
  return (
    <ConfirmButton
      label={words.end}
      ariaLabel={words.endLabel(name, api)}
      title={words.endTitle}
      text={words.endText(name, api)}
      size="sm"
      onConfirm={async () => {
        await end.mutateAsync({ other: of.number, resource: of.resource });
        say(words.ended(name));
      }}
    />
  );
}
