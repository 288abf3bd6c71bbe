import { Button, Card, Heading, List, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import { pageSegment } from '../api/path.ts';
import { FIXED, useCreateClient } from '../api/selfservice.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { FaultSummary } from '../components/fault-summary.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { WithOrganization } from '../organizations/with-organization.tsx';
import { useTexts } from '../texts/index.tsx';
import { ClientFieldset } from './client-fields.tsx';
import { type ClientFaults, type ClientFields, clientFaults, serverFaults } from './client-form.ts';
import { ScopePicker } from './scope-picker.tsx';

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
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = clientFaults(fields, t);
    setFaults(found);
    setAttempt(attempt + 1);
    if (Object.keys(found).length > 0 || create.isPending) return;
    const { name, description, lifetime } = fields;
    try {
      const form = { name: name.trim(), description: description.trim(), lifetime: Number(lifetime), scopes };
      const path = `/clients/${pageSegment((await create.mutateAsync(form)).client_id)}?tab=keys`;
      kept.clear();
      say(t.client.created, path);
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
        <ClientFieldset fields={fields} faults={faults} onChange={(next) => kept.set({ ...next, scopes })} />
        <div id="scopes" className="stack tight" tabIndex={-1}>
          <Heading level={2} data-size="xs">
            {t.client.scopes}
          </Heading>
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
          {faults.scopes !== undefined && <ValidationMessage>{faults.scopes}</ValidationMessage>}
          <div className="row">
            <ScopePicker
              name={`new ${organization}`}
              organization={organization}
              label={t.scopePicker.open}
              chosen={scopes}
              onChoose={async (chosen) => kept.set({ ...fields, scopes: chosen })}
            />
          </div>
        </div>
        <Card data-color="neutral" className="stack tight">
          <Heading level={2} data-size="xs">
            {t.client.fixed}
          </Heading>
          <Paragraph data-size="sm">{t.client.fixedHelp}</Paragraph>
          <Facts
            of={[
              [t.client.applicationType, FIXED.application_type],
              [t.client.authMethod, FIXED.token_endpoint_auth_method],
              [t.client.grantType, FIXED.grant_types[0]],
            ]}
          />
        </Card>
        <div className="row">
          <Button type="submit" loading={create.isPending}>
            {t.client.create}
          </Button>
          <Button
            type="button"
            variant="secondary"
            onClick={() => {
              kept.clear();
              navigate('/clients');
            }}
          >
            {t.common.cancel}
          </Button>
        </div>
      </form>
    </Page>
  );
}
