import { Button } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import { useChangeClient, useDeleteClient } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { ClientFieldset } from './client-fields.tsx';
import { type ClientFaults, type ClientFields, clientFaults, serverFaults } from './client-form.ts';

/** Name, description and lifetime of a client; saving replaces only these (maskinporten.md 7). */
export function DetailsTab({ organization, client }: { readonly organization: string; readonly client: Client }) {
  const { t, moment } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const change = useChangeClient(organization);
  const remove = useDeleteClient(organization);
  const kept = useKept<ClientFields>(`client ${organization} ${client.client_id}`, {
    name: client.client_name,
    description: client.description,
    lifetime: String(client.access_token_lifetime),
  });
  const fields = kept.value;
  const [faults, setFaults] = useState<ClientFaults>({});
  const [attempt, setAttempt] = useState(0);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = clientFaults(fields, t);
    setFaults(found);
    setAttempt(attempt + 1);
    if (Object.keys(found).length > 0 || change.isPending) return;
    const form = {
      name: fields.name.trim(),
      description: fields.description.trim(),
      lifetime: Number(fields.lifetime),
      scopes: client.scopes,
    };
    try {
      await change.mutateAsync({ client, form });
      kept.clear();
      say(t.client.saved);
    } catch (error) {
      if (error instanceof ApiFailure) setFaults(serverFaults(error.fields, t));
    }
  };
  const listed = Object.entries(faults).map(([field, message]) => ({ field, message }));
  return (
    <div className="stack prose">
      <KeptNotice of={kept} />
      <FaultSummary faults={listed} attempt={attempt} />
      {change.isError && listed.length === 0 && <Failure error={change.error} />}
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <ClientFieldset fields={fields} faults={faults} onChange={kept.set} />
        <Facts
          of={[
            [t.client.organization, client.client_orgno],
            [t.client.createdAt, moment(client.created)],
            [t.clients.changed, moment(client.last_updated)],
          ]}
        />
        <div className="row">
          <Button type="submit" loading={change.isPending}>
            {t.common.save}
          </Button>
          {client.active && (
            <ConfirmButton
              label={t.client.remove}
              title={t.client.removeTitle}
              text={t.client.removeText(client.client_name)}
              onConfirm={async () => {
                await remove.mutateAsync(client.client_id);
                say(t.client.removed, '/clients');
                navigate('/clients');
              }}
            />
          )}
        </div>
      </form>
    </div>
  );
}
