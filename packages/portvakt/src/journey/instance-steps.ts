import { altinnOrigins, createFetch, localEnvironment, type MaskinportenClient } from '@portvakt/client';
import { type Journey, makeClient, WORLD } from './context.ts';
import { expect } from './narrator.ts';
import { type OwnClient, strangerClient } from './token-steps.ts';

const TEXT = 'Rundstykker til alle.\n';

/** Requests with the client's Altinn token on. */
export function altinnFetch({ urls }: Journey, client: MaskinportenClient) {
  return createFetch(client, { origins: altinnOrigins(localEnvironment(urls.base)) });
}

interface Instance {
  readonly id: string;
  readonly process: { readonly currentTask?: { readonly elementId: string }; readonly ended?: string };
  readonly data: readonly { readonly id: string; readonly filename?: string }[];
}

/** As an organisation: create, upload, read back; and who may not. */
export async function organisationStep(journey: Journey, own: OwnClient): Promise<void> {
  const { tell, urls } = journey;
  const { customer, stranger } = WORLD;
  tell.step('Call an Altinn app as an organisation');
  const app = `${urls.base}/ttd/org-demo`;
  const http = altinnFetch(journey, own.client);
  const created = await http(`${app}/instances`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instanceOwner: { organisationNumber: customer.organization } }),
  });
  expect(created.status === 201, `creating an instance answered ${created.status}: ${await created.clone().text()}`);
  const instance = (await created.json()) as Instance;
  tell.say(`Created instance ${instance.id} of ttd/org-demo, owned by ${customer.name}.`);

  const upload = await http(`${app}/instances/${instance.id}/data?dataType=attachment`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="bestilling.txt"' },
    body: TEXT,
  });
  expect(upload.status === 201, `uploading answered ${upload.status}: ${await upload.clone().text()}`);
  const element = (await upload.json()) as { id: string };
  const again = (await (await http(`${app}/instances/${instance.id}`)).json()) as Instance;
  const content = await (await http(`${app}/instances/${instance.id}/data/${element.id}`)).text();
  expect(
    again.data.some(({ id }) => id === element.id) && content === TEXT,
    'the data element did not come back as it was sent',
  );
  tell.say(`Uploaded bestilling.txt (${TEXT.length} bytes) and read both back.`);

  const reader = altinnFetch(journey, makeClient(journey, own.clientId, ['altinn:instances.read']));
  const read = await reader(`${app}/instances/${instance.id}`);
  const write = await reader(`${app}/instances/${instance.id}/data?dataType=attachment`, { method: 'POST', body: 'x' });
  expect(
    read.status === 200 && write.status === 403,
    `with only altinn:instances.read: read ${read.status}, write ${write.status}`,
  );
  tell.say(
    `With only altinn:instances.read: reading 200, writing 403 (${((await write.json()) as { detail?: string }).detail}).`,
  );

  const foreign = altinnFetch(journey, (await strangerClient(journey)).client);
  const refusedRead = await foreign(`${app}/instances/${instance.id}`);
  const refusedWrite = await foreign(`${app}/instances/${instance.id}/data?dataType=attachment`, {
    method: 'POST',
    body: 'x',
  });
  expect(
    refusedRead.status === 403 && refusedWrite.status === 403,
    `${stranger.name}: read ${refusedRead.status}, write ${refusedWrite.status}`,
  );
  tell.say(
    `${stranger.name} with both scopes: reading 403, writing 403 (${((await refusedRead.json()) as { detail?: string }).detail}).`,
  );
}

/** As an enterprise user, by the former contract, and as it is today. */
export async function enterpriseStep(
  journey: Journey,
  own: OwnClient,
  startGone: () => Promise<{ urls: Journey['urls']; stop(): Promise<void> }>,
): Promise<void> {
  const { tell, urls } = journey;
  const { customer, enterpriseUser } = WORLD;
  tell.step('Call Altinn as an enterprise user');
  const token = await own.client.getAltinnToken({ enterpriseUser: { ...enterpriseUser } });
  tell.say(`${enterpriseUser.name} has an Altinn token until ${token.expiresAt.toISOString()}.`);
  const response = await fetch(`${urls.base}/storage/api/v1/instances?instanceOwner.partyId=${customer.partyId}`, {
    headers: { authorization: `Bearer ${token.value}` },
  });
  const list = (await response.json()) as { count: number };
  expect(response.status === 200, `listing instances answered ${response.status}`);
  tell.say(`It lists the instances of ${customer.name}: ${list.count}.`);
  const refusal = await own.client
    .getAltinnToken({ enterpriseUser: { ...enterpriseUser, password: 'feil' } })
    .catch((error: unknown) => error);
  expect(
    (refusal as { code?: string }).code === 'ENTERPRISE_USER_REJECTED',
    `a wrong password gave ${String(refusal)}`,
  );
  tell.say('A wrong password: 401, tried once.');

  const gone = await startGone();
  try {
    const { clientFor } = await import('./context.ts');
    const { client } = await clientFor({ ...journey, urls: gone.urls }, customer, 'Bedriftsbruker', [
      'altinn:instances.read',
    ]);
    const error = await client
      .getAltinnToken({ enterpriseUser: { ...enterpriseUser } })
      .catch((caught: unknown) => caught);
    expect(
      (error as { code?: string }).code === 'ENTERPRISE_USER_GONE',
      `with enterprise users gone: ${String(error)}`,
    );
    tell.say(`On a platform with --enterprise-users gone: ${(error as Error).message}.`);
  } finally {
    await gone.stop();
  }
}
