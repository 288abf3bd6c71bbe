import {
  altinnOrigins,
  createFetch,
  createMaskinportenClient,
  type Environment,
  type EnvironmentName,
  type KeySource,
} from '@portvakt/client';
import { expect } from 'vitest';

/** Where a system user's journey goes, and as whom: all that differs between the local platform and tt02. */
export interface SystemUserJourney {
  readonly environment: EnvironmentName | Environment;
  /** `https://platform…` and the apps of the service owner, both without a last slash. */
  readonly platform: string;
  readonly apps: string;
  readonly clientId: string;
  readonly key: KeySource;
  readonly customer: { readonly organization: string; readonly partyId: number };
  /** A party whose instances the system user may not see. */
  readonly otherParty: number;
  /** `{org}/{app}` delegated to the system user, with a data type `attachment` that takes PDF, a data task and a confirmation task. */
  readonly app: string;
  /** `{org}/{app}` that is not. */
  readonly foreignApp: string;
  readonly clock?: () => number;
}

const SCOPES = 'altinn:instances.read altinn:instances.write';
const PDF = '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n';

interface Instance {
  readonly id: string;
  readonly createdBy: string;
}

/** Steps 2 to 10 and 12 of altinn-instances.md 10.3. @returns how to repeat step 3 */
export async function walkAsSystemUser(journey: SystemUserJourney): Promise<() => Promise<Response>> {
  const { environment, platform, apps, customer, app, clock } = journey;
  const client = createMaskinportenClient({
    environment,
    clientId: journey.clientId,
    key: journey.key,
    scopes: SCOPES,
    altinn: true,
    ...(clock ? { clock } : {}),
  }).with({ systemUser: { org: customer.organization } });
  const http = createFetch(client, { origins: altinnOrigins(environment) });
  const storage = `${platform}/storage/api/v1/instances`;
  const json = { 'content-type': 'application/json' };
  const create = (id = app) =>
    http(`${apps}/${id}/instances/create`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ instanceOwner: { organisationNumber: customer.organization } }),
    });

  // As it is on the wire: the client's own reader makes an array of either form.
  const [, payload = ''] = (await client.getAltinnToken()).value.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  expect(claims['authorization_details']).toMatchObject({ systemuser_id: [expect.any(String)] });

  const created = await create();
  expect(created.status).toBe(201);
  const instance = (await created.json()) as Instance;
  expect(instance.createdBy).toBe(customer.organization);
  const own = `${apps}/${app}/instances/${instance.id}`;
  const headers = { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="bilag.pdf"' };
  expect((await http(`${own}/data?dataType=attachment`, { method: 'POST', headers, body: PDF })).status).toBe(201);
  for (let step = 0; step < 2; step += 1)
    expect((await http(`${own}/process/next`, { method: 'PUT', headers: json, body: '{}' })).status).toBe(200);
  const read = (await (await http(own)).json()) as { status: { isArchived: boolean } };
  expect(read.status.isArchived).toBe(true);

  const list = async (query: string, more: Record<string, string> = {}) => {
    const answer = await http(`${storage}${query}`, { headers: more });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { count: number; instances: Instance[] };
  };
  const byParty = await list(`?instanceOwner.partyId=${customer.partyId}`);
  const byNumber = await list('', { 'x-ai-instanceowneridentifier': `Organisation:${customer.organization}` });
  const ids = (page: { instances: Instance[] }) => page.instances.map(({ id }) => id);
  expect(ids(byParty)).toContain(instance.id);
  expect(ids(byNumber)).toEqual(ids(byParty));
  expect((await list(`?instanceOwner.partyId=${journey.otherParty}`)).count).toBe(0);
  expect((await create(journey.foreignApp)).status).toBe(403);
  expect((await http(`${own}/complete`, { method: 'POST' })).status).toBe(403);

  const upstream = (await client.getToken()).value;
  expect((await fetch(own, { headers: { authorization: `Bearer ${upstream}` } })).status).toBe(401);

  const events = (await (await http(`${storage}/${instance.id}/events`)).json()) as { instanceEvents: object[] };
  expect(events.instanceEvents).toContainEqual(
    expect.objectContaining({
      eventType: 'Created',
      user: expect.objectContaining({
        systemUserId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        systemUserOwnerOrgNo: customer.organization,
      }),
    }),
  );
  return () => create();
}
