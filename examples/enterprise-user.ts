/**
 * Call Altinn as an enterprise user (virksomhetsbruker). The real services answer 410 since June 2026: use a system user instead.
 *
 *   MASKINPORTEN_CLIENT_ID=… ALTINN_JWK_NAME=testklient ALTINN_ENTERPRISE_USER_NAME=… ALTINN_ENTERPRISE_USER_PASSWORD=… PARTY_ID=50020008 \
 *     node enterprise-user.ts
 */
import { altinnOrigins, createFetch, createMaskinportenClient, EnterpriseUserError } from '@portvakt/client';
import { addresses, required, type Settings, settingsFrom } from './settings.ts';

export async function main({ environment, clientId, key, env, print }: Settings): Promise<void> {
  const name = required(env, 'ALTINN_ENTERPRISE_USER_NAME', 'the user name of the enterprise user');
  const password = () => required(env, 'ALTINN_ENTERPRISE_USER_PASSWORD', 'the password of the enterprise user');
  const party = required(env, 'PARTY_ID', 'the party id whose instances are listed');
  const client = createMaskinportenClient({
    environment,
    clientId,
    key,
    scopes: 'altinn:instances.read',
    altinn: { enterpriseUser: { name, password } },
  });
  try {
    const token = await client.getAltinnToken();
    print(`${name} has a token until ${token.expiresAt.toISOString()}`);
  } catch (error) {
    if (!(error instanceof EnterpriseUserError) || error.code !== 'ENTERPRISE_USER_GONE') throw error;
    print(error.message);
    return;
  }
  const http = createFetch(client, { origins: altinnOrigins(environment) });
  const response = await http(
    `${addresses(environment, 'ttd').platform}/storage/api/v1/instances?instanceOwner.partyId=${party}`,
  );
  if (!response.ok) throw new Error(`listing instances: ${response.status} ${await response.text()}`);
  const { count } = (await response.json()) as { count: number };
  print(`party ${party} has ${count} instances that ${name} may read`);
}

if (import.meta.main) await main(await settingsFrom());
