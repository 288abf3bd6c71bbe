import type { MaskinportenClient } from '@portvakt/client';
import { createPdpClient } from '@portvakt/client/pdp';
import { clientFor, type Journey, WORLD } from './context.ts';
import { altinnFetch } from './instance-steps.ts';
import { expect } from './narrator.ts';
import { PortalSession } from './portal.ts';

const RESOURCE = 'skogdir-felling';
const SYSTEM_RESOURCE = 'ttd-lonnsrapport';

/** The PDP: Permit for the managing director, NotApplicable for a stranger. */
export async function decisionStep(journey: Journey): Promise<void> {
  const { tell, urls } = journey;
  const { customer, stranger, serviceOwner } = WORLD;
  tell.step('Ask the PDP');
  const { client } = await clientFor(journey, serviceOwner, 'Spør PDP', ['altinn:authorization/authorize']);
  const pdp = createPdpClient({ platform: urls.base, token: async () => (await client.getAltinnToken()).value });
  const ask = (person: string, action: string) =>
    pdp.decide({
      subject: [{ id: 'urn:altinn:person:identifier-no', value: person }],
      action,
      resource: { resource: RESOURCE, party: { organisation: customer.organization } },
    });
  const director = await ask(customer.director, 'read');
  expect(director.result === 'Permit', `the managing director got ${director.result}`);
  expect(director.requiredLevel !== undefined, 'the Permit carries no level obligation');
  tell.say(
    `May ${customer.directorName} (managing director) read ${RESOURCE} for ${customer.name}? ${director.result}, at level ${director.requiredLevel} or more.`,
  );
  const other = await ask(stranger.director, 'read');
  expect(other.result === 'NotApplicable', `the stranger got ${other.result}`);
  tell.say(`May ${stranger.directorName} (a stranger)? ${other.result}.`);
  const policy = await (await fetch(`${urls.base}/resourceregistry/api/v1/resource/${RESOURCE}/policy`)).text();
  tell.say(
    `Why: the XACML policy of ${RESOURCE} (${policy.length} characters, in the resource registry) names the role and package that the director has and the stranger has not.`,
  );
}

const SYSTEM_SCOPES = [
  'altinn:authentication/systemregister.write',
  'altinn:authentication/systemuser.request.read',
  'altinn:authentication/systemuser.request.write',
];
const INSTANCE_SCOPES = ['altinn:instances.read', 'altinn:instances.write'];

/** A vendor's system, a request, an approval, and a system user that may do what was delegated and no more. */
export async function systemUserStep(journey: Journey): Promise<void> {
  journey.tell.step('Act as a system user');
  const { vendor, customer } = WORLD;
  const scopes = [...SYSTEM_SCOPES, ...INSTANCE_SCOPES];
  const { client, clientId } = await clientFor(journey, vendor, 'Fjordlønn', scopes);
  await agreeOnSystemUser(journey, client, clientId);
  const acting = client.with({ scopes: INSTANCE_SCOPES, systemUser: { org: customer.organization } });
  const token = await acting.getToken();
  const { decodeToken } = await import('@portvakt/client');
  const { claims } = decodeToken(token.value);
  journey.tell.show('The system-user token', claims);
  await actAsSystemUser(journey, acting);
  await pdpAnswers(journey, claims);
}

/** The vendor registers its system and asks the customer for a system user; the customer approves. */
async function agreeOnSystemUser(journey: Journey, client: MaskinportenClient, clientId: string): Promise<void> {
  const { tell, urls } = journey;
  const { customer, vendor } = WORLD;
  const systemId = `${vendor.organization}_fjordlonn`;
  const send = vendorCalls(journey, client);
  const rights = [SYSTEM_RESOURCE, 'app_ttd_demo'].map((value) => ({
    resource: [{ id: 'urn:altinn:resource', value }],
  }));
  await send('POST', '/systemregister/vendor', {
    id: systemId,
    vendor: { ID: `0192:${vendor.organization}` },
    name: { nb: 'Fjordlønn', nn: 'Fjordløn', en: 'Fjord payroll' },
    description: { nb: 'Lønnssystem', nn: 'Lønssystem', en: 'Payroll system' },
    rights,
    clientId: [clientId],
    isVisible: false,
    allowedRedirectUrls: [],
  });
  tell.say(`${vendor.name} has registered the system ${systemId}.`);
  const request = await send<{ id: string; confirmUrl: string; status: string }>('POST', '/systemuser/request/vendor', {
    systemId,
    partyOrgNo: customer.organization,
    rights,
  });
  tell.say(
    `It asks ${customer.name} for a system user: ${request.status}. The customer approves at ${request.confirmUrl}`,
  );

  const portal = await PortalSession.open(urls.base, customer.director, customer.organization);
  await portal.must('POST', `/authentication/api/v1/systemuser/request/${customer.partyId}/${request.id}/approve`);
  const { status } = await send<{ status: string }>('GET', `/systemuser/request/vendor/${request.id}`);
  expect(status === 'Accepted', `after approval the request is ${status}`);
  tell.say(`${customer.directorName} has approved: ${status}.`);
}

/** Calls as the vendor. */
function vendorCalls({ urls }: Journey, client: MaskinportenClient) {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const token = await client.getToken();
    const response = await fetch(`${urls.base}/authentication/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token.value}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect(response.ok, `${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
}

/** What was delegated, and what was not. */
async function actAsSystemUser(journey: Journey, acting: Parameters<typeof altinnFetch>[1]): Promise<void> {
  const { tell, urls } = journey;
  const { customer, otherCustomer } = WORLD;
  const http = altinnFetch(journey, acting);
  const create = (app: string, organisationNumber: string) =>
    http(`${urls.base}/ttd/${app}/instances/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ instanceOwner: { organisationNumber } }),
    });
  const created = await create('demo', customer.organization);
  expect(
    created.status === 201,
    `creating an instance as a system user answered ${created.status}: ${await created.clone().text()}`,
  );
  tell.say(`It creates an instance of ttd/demo for ${customer.name}: 201.`);
  const otherApp = await create('org-demo', customer.organization);
  const otherParty = await create('demo', otherCustomer.organization);
  expect(
    otherApp.status === 403 && otherParty.status === 403,
    `more than was delegated: ${otherApp.status}, ${otherParty.status}`,
  );
  tell.say('An app that was not delegated: 403. Another customer: 403.');
}

/** The same, asked of the PDP directly. */
async function pdpAnswers(journey: Journey, claims: Record<string, unknown>): Promise<void> {
  const { tell, urls } = journey;
  const { customer, otherCustomer, serviceOwner } = WORLD;
  const [details] = claims['authorization_details'] as { systemuser_id: string[] }[];
  const id = details?.systemuser_id[0] ?? '';
  const { client } = await clientFor(journey, serviceOwner, 'Spør for systembruker', [
    'altinn:authorization/authorize',
  ]);
  const pdp = createPdpClient({ platform: urls.base, token: async () => (await client.getAltinnToken()).value });
  const question = (resource: string, organisation: string) => ({
    subject: [{ id: 'urn:altinn:systemuser:uuid', value: id }],
    action: 'read',
    resource: { resource, party: { organisation } },
  });
  const answers = await pdp.decideAll([
    question(SYSTEM_RESOURCE, customer.organization),
    question(RESOURCE, customer.organization),
    question(SYSTEM_RESOURCE, otherCustomer.organization),
  ]);
  const results = answers.map(({ result }) => result);
  expect(
    results[0] === 'Permit' && results[1] !== 'Permit' && results[2] !== 'Permit',
    `the PDP said ${results.join(', ')}`,
  );
  tell.say(
    `The PDP: ${SYSTEM_RESOURCE} for ${customer.name} ${results[0]}; ${RESOURCE}, not delegated, ${results[1]}; another customer ${results[2]}.`,
  );
}
