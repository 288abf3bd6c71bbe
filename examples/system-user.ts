/**
 * Call Altinn as a system user: a vendor's system acts for a customer that has approved it.
 *
 *   MASKINPORTEN_CLIENT_ID=… ALTINN_JWK_NAME=testklient CUSTOMER=310044423 node system-user.ts
 */
import { altinnOrigins, createFetch, createMaskinportenClient, decodeToken } from '@portvakt/client';
import { addresses, required, type Settings, settingsFrom } from './settings.ts';

export async function main({ environment, clientId, key, env, print }: Settings): Promise<void> {
  const org = required(env, 'CUSTOMER', 'nine digits of the organisation that owns the system user');
  const app = env['APP'] ?? 'ttd/demo';
  const externalRef = env['EXTERNAL_REF'];
  const client = createMaskinportenClient({
    environment,
    clientId,
    key,
    scopes: 'altinn:instances.read altinn:instances.write',
    altinn: true,
  });
  const acting = client.with({ systemUser: { org, ...(externalRef === undefined ? {} : { externalRef }) } });
  const [details] = decodeToken((await acting.getToken()).value).claims['authorization_details'] as {
    systemuser_id: string[];
  }[];
  print(`acting as system user ${details?.systemuser_id[0]} of ${org}`);

  const http = createFetch(acting, { origins: altinnOrigins(environment) });
  const url = `${addresses(environment, app.split('/')[0] ?? '').apps}/${app}/instances/create`;
  const created = await http(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instanceOwner: { organisationNumber: org } }),
  });
  if (!created.ok) throw new Error(`creating an instance: ${created.status} ${await created.text()}`);
  const instance = (await created.json()) as { id: string; createdBy: string };
  print(`created ${instance.id}, on behalf of ${instance.createdBy}`);
}

if (import.meta.main) await main(await settingsFrom());
