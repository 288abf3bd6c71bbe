import { Paragraph } from '@digdir/designsystemet-react';
import { useGiveUpScopes, useHeldScopes } from '../api/scope-holders.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { Empty } from '../components/empty.tsx';
import { Failure } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useSay } from '../components/status.tsx';
import type { Organization } from '../organizations/organizations.ts';
import { WhyNotI } from '../playground/why-link.tsx';
import { isolated } from '../texts/names.ts';
import { type Held, heldOf } from './held.ts';
import { HeldTable } from './held-table.tsx';
import { useTexts } from './words.ts';

/** What the organisation has from its consumers: what to write in the grant, and giving it up. */
export function ReceivedTab({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const { number } = organization;
  const held = useHeldScopes(number, 'received');
  const words = t.suppliers.received;
  if (held.isPending) return <Loading as="table" />;
  if (held.isError)
    return (
      <Failure
        error={held.error}
        retry={held.refetch}
        why={<WhyNotI resource="altinn_access_management" action="read" party={number} />}
      />
    );
  const all = heldOf(held.data, 'from');
  if (all.length === 0) return <Empty title={words.empty} text={words.emptyHelp} />;
  return (
    <div className="stack">
      <Paragraph className="prose">{words.lead}</Paragraph>
      <HeldTable
        caption={words.caption}
        who={t.suppliers.consumer}
        of={all}
        more={{
          name: words.claim,
          cell: ({ number: consumer }) => (
            <CopyButton
              text={`"consumer_org": "${consumer}"`}
              shown="consumer_org"
              label={words.claimLabel(consumer)}
            />
          ),
        }}
        action={words.leave}
        actions={(one, api) => <Leave organization={number} of={one} api={api} />}
      />
    </div>
  );
}

function Leave({ organization, of, api }: { readonly organization: string; readonly of: Held; readonly api: string }) {
  const { t } = useTexts();
  const say = useSay();
  const leave = useGiveUpScopes(organization);
  const words = t.suppliers.received;
  const name = isolated(of.name);
  return (
    <ConfirmButton
      label={words.leave}
      ariaLabel={words.leaveLabel(name, api)}
      title={words.leaveTitle}
      text={words.leaveText(name, api)}
      size="sm"
      onConfirm={async () => {
        await leave.mutateAsync({ consumer: of.number, resource: of.resource });
        say(words.left(name));
      }}
    />
  );
}
