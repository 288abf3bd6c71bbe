/**
 * Call Altinn as an organisation: create an instance of an app, upload an attachment, read both back.
 *
 *   MASKINPORTEN_CLIENT_ID=… ALTINN_JWK_NAME=testklient ORGANISATION=310044423 node organisation.ts
 */
import { altinnOrigins, createFetch, createMaskinportenClient } from '@portvakt/client';
import { addresses, required, type Settings, settingsFrom } from './settings.ts';

export async function main({ environment, clientId, key, env, print }: Settings): Promise<void> {
  const organisation = required(env, 'ORGANISATION', 'nine digits of the organisation that owns the client');
  const app = env['APP'] ?? 'ttd/org-demo';
  const client = createMaskinportenClient({
    environment,
    clientId,
    key,
    scopes: 'altinn:instances.read altinn:instances.write',
    altinn: true,
  });
  const http = createFetch(client, { origins: altinnOrigins(environment) });
  const base = `${addresses(environment, app.split('/')[0] ?? '').apps}/${app}/instances`;

  const created = await http(base, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instanceOwner: { organisationNumber: organisation } }),
  });
  if (!created.ok) throw new Error(`creating an instance: ${created.status} ${await created.text()}`);
  const instance = (await created.json()) as { id: string };
  print(`created ${instance.id}`);

  const upload = await http(`${base}/${instance.id}/data?dataType=attachment`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="vedlegg.txt"' },
    body: 'Hei fra Portvakt.\n',
  });
  if (!upload.ok) throw new Error(`uploading: ${upload.status} ${await upload.text()}`);
  const element = (await upload.json()) as { id: string; size: number };
  print(`uploaded vedlegg.txt, ${element.size} bytes`);

  const text = await (await http(`${base}/${instance.id}/data/${element.id}`)).text();
  print(`read back: ${text.trim()}`);
}

if (import.meta.main) await main(await settingsFrom());
