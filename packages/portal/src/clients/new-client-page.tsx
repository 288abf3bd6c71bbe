import { Button, Heading, List, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import { pageSegment } from '../api/path.ts';
import { useCreateClient } from '../api/selfservice.ts';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { Page } from '../components/page.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { ClientFieldset } from './client-fields.tsx';
import { areSame, type ClientFaults, type ClientFields, clientFaults, serverFaults } from './client-form.ts';
import { FixedSettings } from './client-settings.tsx';
import { ScopePicker } from './scope-picker.tsx';
import { useUnsaved } from './use-unsaved.ts';
import { useTexts } from './words.ts';

export const NewClientPage = () => (
  <WithOrganization>{(organization) => <NewClient organization={organization.number} />}</WithOrganization>
);

const EMPTY = { name: '', description: '', lifetime: '120', scopes: [] };

function NewClient({ organization }: { readonly organization: string }) {
  const { t } = useTexts();
  const say = useSay();
  const navigate = useNavigate();
  const create = useCreateClient(organization);
  const kept = useKept<ClientFields & { readonly scopes: readonly string[] }>(`client ${organization}`, EMPTY);
  const { scopes, ...fields } = kept.value;
  const [faults, setFaults] = useState<ClientFaults>({});
  const [attempt, setAttempt] = useState(0);
  const isWritten = scopes.length > 0 || !areSame(fields, EMPTY);
  const forget = useUnsaved(isWritten ? t.clientDesk.unsavedNew : undefined);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = clientFaults(fields, t);
    setFaults(found);
    setAttempt(attempt + 1);
    if (Object.keys(found).length > 0 || create.isPending) return;
    const { name, description, lifetime } = fields;
    try {
      const form = { name: name.trim(), description: description.trim(), lifetime: Number(lifetime), scopes };
      const client = `/clients/${pageSegment((await create.mutateAsync(form)).client_id)}`;
      const path = `${client}?tab=keys`;
      kept.clear();
      forget();
      say(t.client.created, path, { next: { label: t.clientDesk.tryNow, to: `${client}?tab=try` } });
      navigate(path);
    } catch (error) {
      if (error instanceof ApiFailure) setFaults(serverFaults(error.fields, t));
    }
  };
  const listed = Object.entries(faults).map(([field, message]) => ({ field, message }));
  return (
    <Page title={t.client.newTitle} narrow>
      <Paragraph>{t.client.newLead}</Paragraph>
      <KeptNotice of={kept} />
      <FaultSummary faults={listed} attempt={attempt} />
      {create.isError && listed.length === 0 && <Failure error={create.error} />}
      <form className="stack prose" noValidate onSubmit={(event) => void submit(event)}>
        <RequiredNote />
        <ClientFieldset
          fields={fields}
          faults={faults}
          onChange={(next) => kept.set((before) => ({ ...before, ...next }))}
        />
        <FirstScopes
          organization={organization}
          scopes={scopes}
          fault={faults.scopes}
          onChoose={(chosen) => kept.set((before) => ({ ...before, scopes: chosen }))}
        />
        <div className="row">
          <Button type="submit" loading={create.isPending}>
            {t.client.create}
          </Button>
          <Button
            type="button"
            variant="secondary"
            onClick={() => {
              kept.clear();
              forget();
              navigate('/clients');
            }}
          >
            {t.common.cancel}
          </Button>
        </div>
        <FixedSettings />
      </form>
    </Page>
  );
}

/** The scopes that the client begins with. */
function FirstScopes(props: {
  readonly organization: string;
  readonly scopes: readonly string[];
  readonly fault: string | undefined;
  readonly onChoose: (chosen: readonly string[]) => void;
}) {
  const { t } = useTexts();
  const { organization, scopes, fault } = props;
  return (
    <div id="scopes" className="stack tight" tabIndex={-1}>
      <Heading level={2} data-size="xs">
        {t.client.scopes}
      </Heading>
      <Paragraph className="subtle">{t.scopeDesk.what}</Paragraph>
      {scopes.length === 0 ? (
        <Paragraph>{t.scopePicker.empty}</Paragraph>
      ) : (
        <List.Unordered>
          {scopes.map((scope) => (
            <List.Item key={scope} className="long">
              {scope}
            </List.Item>
          ))}
        </List.Unordered>
      )}
      {fault !== undefined && <ValidationMessage>{fault}</ValidationMessage>}
      <div className="row">
        <ScopePicker
          name={`new ${organization}`}
          organization={organization}
          label={t.scopePicker.open}
          chosen={scopes}
          onChoose={async (chosen) => props.onChoose(chosen)}
        />
      </div>
    </div>
  );
}
