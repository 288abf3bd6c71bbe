import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useHeldScopes, useTakeScopes } from '../api/scope-holders.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Empty } from '../components/empty.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useSay } from '../components/status.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WhyNotI } from '../playground/why-link.tsx';
import { isolated } from '../texts/names.ts';
import { GiveForm } from './give-form.tsx';
import { type Held, heldOf } from './held.ts';
import { HeldTable } from './held-table.tsx';
import { useTexts } from './words.ts';

/** What the organisation has given its suppliers, taking it back, and giving more. */
export function GivenTab({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const { number } = organization;
  const held = useHeldScopes(number, 'given');
  const words = t.suppliers.given;
  if (held.isPending) return <Loading as="table" />;
  if (held.isError)
    return (
      <Failure
        error={held.error}
        retry={held.refetch}
        why={<WhyNotI resource="altinn_access_management" action="read" party={number} />}
      />
    );
  const all = heldOf(held.data, 'to');
  return (
    <div className="stack">
      <Paragraph className="prose">{words.lead}</Paragraph>
      {all.length === 0 ? (
        <Empty title={words.empty} text={words.emptyHelp} />
      ) : (
        <HeldTable
          caption={words.caption}
          who={t.suppliers.supplier}
          of={all}
          action={words.take}
          actions={(one, api) => <Take organization={number} of={one} api={api} />}
        />
      )}
      <section className="stack tight">
        <Heading level={2} data-size="xs">
          {t.suppliers.give.title}
        </Heading>
        <GiveForm organization={number} />
      </section>
    </div>
  );
}

function Take({ organization, of, api }: { readonly organization: string; readonly of: Held; readonly api: string }) {
  const { t } = useTexts();
  const say = useSay();
  const take = useTakeScopes(organization);
  const words = t.suppliers.given;
  const name = isolated(of.name);
  return (
    <ConfirmButton
      label={words.take}
      ariaLabel={words.takeLabel(name, api)}
      title={words.takeTitle}
      text={words.takeText(name, api)}
      size="sm"
      onConfirm={async () => {
        await take.mutateAsync({ supplier: of.number, resource: of.resource });
        say(words.taken(name));
      }}
    />
  );
}
