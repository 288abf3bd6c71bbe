import { Button, Paragraph } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import { useChangeClient, useDeleteClient } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { LastPart } from '../components/last-part.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { Time } from '../components/time.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { ClientFieldset } from './client-fields.tsx';
import { areSame, type ClientFaults, type ClientFields, clientFaults, fieldsOf, serverFaults } from './client-form.ts';
import { FixedSettings } from './client-settings.tsx';
import { useUnsaved } from './use-unsaved.ts';

/** Name, description and lifetime of a client; saving replaces only these (maskinporten.md 7). */
export function DetailsTab({ organization, client }: { readonly organization: string; readonly client: Client }) {
  const { t } = useTexts();
  const stands = fieldsOf(client);
  const kept = useKept<ClientFields>(`client ${organization} ${client.client_id}`, stands);
  const isChanged = !areSame(stands, kept.value);
  const forget = useUnsaved(isChanged ? t.clientDesk.unsaved(isolated(client.client_name)) : undefined);
  const end = () => {
    kept.clear();
    forget();
  };
  const { submit, faults, attempt, change } = useSaving(organization, client, kept.value, end);
  const remove = useRemoval(organization, client.client_id, end);
  const listed = Object.entries(faults).map(([field, message]) => ({ field, message }));
  return (
    <div className="stack prose">
      <KeptNotice of={kept} />
      <FaultSummary faults={listed} attempt={attempt} />
      {change.isError && listed.length === 0 && <Failure error={change.error} />}
      <form className="stack" noValidate onSubmit={(event) => void submit(event)}>
        <RequiredNote />
        <ClientFieldset fields={kept.value} faults={faults} onChange={kept.set} />
        {isChanged && <Paragraph className="subtle">{t.clientDesk.notSaved}</Paragraph>}
        <div className="row">
          <Button type="submit" loading={change.isPending}>
            {t.common.save(t.things.client)}
          </Button>
          {isChanged && (
            <Button type="button" variant="secondary" onClick={kept.reset}>
              {t.clientDesk.discard}
            </Button>
          )}
        </div>
      </form>
      <Facts
        of={[
          [t.client.organization, grouped(client.client_orgno)],
          [t.client.createdAt, <Time key="created" of={client.created} as="moment" />],
          [t.clients.changed, <Time key="changed" of={client.last_updated} as="moment" />],
        ]}
      />
      <FixedSettings client={client} />
      {client.active && (
        <LastPart>
          <ConfirmButton
            label={t.client.remove}
            title={t.client.removeTitle(isolated(client.client_name))}
            text={t.client.removeText(isolated(client.client_name))}
            onConfirm={remove}
          />
        </LastPart>
      )}
    </div>
  );
}

/** Sends the form when it may be sent. @param onSaved called when it is */
function useSaving(organization: string, client: Client, fields: ClientFields, onSaved: () => void) {
  const { t } = useTexts();
  const say = useSay();
  const change = useChangeClient(organization);
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
      onSaved();
      say(t.client.saved);
    } catch (error) {
      if (error instanceof ApiFailure) setFaults(serverFaults(error.fields, t));
    }
  };
  return { submit, faults, attempt, change };
}

/** Deactivates the client, and goes to the others. @param onRemoved called when it is done */
function useRemoval(organization: string, clientId: string, onRemoved: () => void): () => Promise<void> {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const remove = useDeleteClient(organization);
  return async () => {
    await remove.mutateAsync(clientId);
    onRemoved();
    say(t.client.removed, '/clients');
    navigate('/clients');
  };
}
