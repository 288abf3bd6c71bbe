/** The calls of public suites, as they stand there: the forms of their addresses, with the suite that has each (token-generator.md 0). */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from '../server.ts';

const BASIC = { authorization: `Basic ${Buffer.from('user:password').toString('base64')}` };
const EMPTY = '00000000-0000-0000-0000-000000000000';
const UUID = 'ca742417-1829-4af7-aea3-077463697351';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ port: 0 });
});
afterAll(() => platform.stop());

const FORMS: readonly (readonly [suite: string, call: string])[] = [
  // Bruno
  [
    'altinn-authorization-tmp, Bruno, Personal',
    `GetPersonalToken?env=at22&scopes=altinn:portal/enduser&pid=03827099790&userid=20208000&partyid=50934810&partyuuid=${EMPTY}&userName=undefined&authLvl=3&ttl=3000`,
  ],
  [
    'altinn-authorization-tmp, Bruno, Enterprise',
    'GetEnterpriseToken?env=at22&scopes=altinn:authorization/authorize&org=ttd&orgNo=991825827&ttl=30',
  ],
  [
    'altinn-authorization-tmp, Bruno, EnterpriseUser',
    'GetEnterpriseUserToken?env=at22&scopes=altinn:enduser&orgNo=991825827&userId=20208000&partyId=50934810&userName=robot&ttl=30',
  ],
  ['altinn-authorization-tmp, Bruno, PlatformAccess', 'GetPlatformAccessToken?env=at22&org=ttd&app=apps-test&ttl=30'],
  ['altinn-authorization-tmp, Bruno, Platform', 'GetPlatformToken?env=at22&app=apps-test&ttl=30'],
  [
    'altinn-authorization-tmp, Bruno, SystemUser',
    `GetSystemUserToken?env=at22&scopes=altinn:enduser&systemUserId=${UUID}&orgNo=991825827&clientId=${UUID}&ttl=30`,
  ],
  [
    'altinn-authorization-tmp, Bruno, SelfRegisteredEmailUser',
    `GetSelfRegisteredEmailUserToken?env=at22&scopes=altinn:portal/enduser&partyId=5&userId=6&email=ola@example.com&partyuuid=${EMPTY}&ttl=30`,
  ],
  [
    'altinn-events, Bruno, publish',
    'GetEnterpriseToken?env=at22&scopes=altinn:events.publish%20altinn:events.publish.admin&orgNo=991825827&org=ttd',
  ],
  [
    'altinn-events, Bruno, subscribe',
    'GetPersonalToken?env=at22&scopes=altinn:events.subscribe&userId=20208000&partyId=50934810&pid=03827099790',
  ],
  ['altinn-events, Bruno, access token', 'GetPlatformAccessToken?env=at22&app=events'],
  ['altinn-events, Bruno, access token of an app', 'GetPlatformAccessToken?env=at22&app=apps-test&org=ttd'],
  [
    'altinn-notifications, Bruno',
    'GetEnterpriseToken?env=at22&scopes=altinn:serviceowner/notifications.create&org=ttd',
  ],
  // K6
  [
    'dialogporten, K6, organisation',
    'GetEnterpriseToken?env=at23&scopes=digdir%3Adialogporten.serviceprovider%20digdir%3Adialogporten.serviceprovider.search&org=ttd&orgNo=991825827&ttl=3600',
  ],
  ['dialogporten, K6, person', 'GetPersonalToken?env=at23&scopes=digdir%3Adialogporten&pid=08844397713&ttl=3600'],
  [
    'dialogporten, K6, system user',
    `GetSystemUserToken?env=at23&scopes=digdir%3Adialogporten&systemUserId=${UUID}&systemUserOrg=991825827`,
  ],
  [
    'altinn-storage, K6, organisation',
    'GetEnterpriseToken?env=tt02&scopes=altinn:serviceowner/instances.read,altinn:serviceowner/instances.write&org=ttd&orgNo=991825827',
  ],
  ['altinn-storage, K6, person', 'GetPersonalToken?env=tt02&userId=20208000&partyId=50934810&pid=03827099790'],
  [
    'altinn-correspondence, K6',
    'GetPersonalToken?scopes=altinn%3Acorrespondence.read&pid=08844397713&orgno=991825827&consumerOrgNo=991825827&org=ttd&env=yt01&ttl=3600',
  ],
  [
    'altinn-authorization-tmp, K6',
    `GetPersonalToken?env=at22&scopes=altinn:instances.read&userId=123&partyId=123&partyuuid=${UUID}&authLvl=3&pid=03827099790`,
  ],
  [
    'altinn-authorization-tmp, K6, with a member that nobody reads',
    'GetPersonalToken?scopes=altinn%3Aportal%2Fenduser&pid=03827099790&ssn=03827099790&appOwner=ttd&env=yt01&ttl=3600',
  ],
  [
    'altinn-platform-validation-tests, K6, person by ids',
    `GetPersonalToken?env=at22&ttl=3600&scopes=altinn%3Aportal%2Fenduser&userId=20208000&partyuuid=${UUID}`,
  ],
  // .NET and Postman
  ['altinn-authorization-tmp, .NET', 'GetPlatformAccessToken?env=at22&ttl=3600&app=access-management'],
  [
    'altinn-authentication, .NET, organisation',
    'GetEnterpriseToken?env=at22&orgNo=991825827&scopes=altinn:authentication/systemuser.request.read&authLvl=3&ttl=3000',
  ],
  [
    'altinn-authentication, .NET, person',
    `GetPersonalToken?env=at22&scopes=altinn:portal/enduser%20&userid=20208000&partyid=50934810&partyuuid=${UUID}&authLvl=3&ttl=10000`,
  ],
  [
    'altinn-events, Postman',
    'GetEnterpriseToken?env=at22&scopes=altinn:serviceowner/instances.read&org=ttd&orgNo=991825827',
  ],
];

describe('the calls of public suites', () => {
  it.each(FORMS)('%s gets a token at both places (token-generator#27)', async (_, call) => {
    for (const at of ['token-generator/api', 'api']) {
      const response = await fetch(`${platform.urls.base}/${at}/${call}`, { headers: BASIC });
      const token = await response.text();
      expect([response.status, token]).toEqual([200, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/)]);
      const { exp = 0, nbf = 0 } = decodeJwt(token);
      expect(exp - nbf).toBe(Number(/ttl=(\d+)/.exec(call)?.[1] ?? 1800));
    }
  });

  it('dialogporten, K6, many persons, gets their tokens by number (token-generator#27)', async () => {
    const call = 'token-generator/api/GetPersonalToken?env=yt01&scopes=digdir%3Adialogporten&bulkCount=5&ttl=3600';
    const response = await fetch(`${platform.urls.base}/${call}`, { headers: BASIC });
    const tokens: unknown = await response.json();
    expect(Object.entries(tokens as object).map(([pid, token]) => decodeJwt(token)['pid'] === pid)).toEqual(
      Array.from({ length: 5 }, () => true),
    );
  });
});
