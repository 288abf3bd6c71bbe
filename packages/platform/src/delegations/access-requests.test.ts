import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BAKERY, FOREST, type Person, type SystemsHarness, startSystems } from '../systems/harness.ts';

const BASE = '/accessmanagement/api/v1';
const REQUEST = `${BASE}/enduser/request`;
const OWNER = `${BASE}/serviceowner/delegationrequests`;
const STRANGER = '10000000-0000-4000-8000-000000000011';
const NUMBER = '11918010779';
const UNKNOWN = '11111111-1111-4111-8111-111111111111';
const FORESTRY = 'urn:altinn:accesspackage:skogbruk';
const FELLING = 'skogdir-felling';
const REPORT = 'ttd-lonnsrapport';
const RIGHTHOLDER = 'urn:altinn:role:rettighetshaver';
const TTD = '991825827';

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());
beforeEach(() =>
  h.database.transaction(async (trx, announce) => {
    await trx.deleteFrom('access_request').execute();
    await h.delegations.revokeAll(trx, announce, { to: STRANGER });
    await h.register.giveRoles(trx, announce, [{ holder: STRANGER, of: BAKERY.uuid, role: RIGHTHOLDER }]);
  }),
);

interface Ask {
  readonly as?: Person;
  readonly scope?: string;
}
interface Fault {
  readonly code: string;
  readonly paths?: readonly string[];
}
const seen = (answer: { readonly statusCode: number; readonly body: string; json(): unknown }) => {
  const body = (answer.body === '' ? undefined : answer.json()) as
    | ({ validationErrors?: readonly Fault[] } & Record<string, unknown>)
    | undefined;
  const faults = (body?.validationErrors ?? []).map((one) => [one.code, (one.paths ?? []).join(' ')]);
  return { status: answer.statusCode, body, faults };
};
type Method = 'GET' | 'POST' | 'PUT';
/** The stranger asks the bakery; its managing director answers. */
const ask = async (
  method: Method,
  path: string,
  query: Record<string, string> = {},
  { as = 'stranger', scope }: Ask = {},
) => {
  const party = as === 'stranger' ? STRANGER : BAKERY.uuid;
  const url = `${REQUEST}${path}?${new URLSearchParams({ party, ...query })}`;
  return seen(await h.call(method, url, await h.personToken(as, scope)));
};
const askPackage = (ref = FORESTRY, to = BAKERY.uuid) => ask('POST', '/package', { to, package: ref });
const askResource = (resource = REPORT, to = BAKERY.uuid) => ask('POST', '/resource', { to, resource });
const answer = (move: 'approve' | 'reject', id: unknown, more: Ask = {}) =>
  ask('PUT', `/received/${move}`, { id: String(id) }, { as: 'dagl', ...more });
const decides = async (resource: string, action = 'read') =>
  (
    await h.authorization.decide({
      subject: [{ id: 'urn:altinn:userid', value: '20011' }],
      action,
      resource: [
        { id: 'urn:altinn:resource', value: resource },
        { id: 'urn:altinn:partyid', value: String(BAKERY.partyId) },
      ],
    })
  ).decision;

describe('a request for access', () => {
  it('is made by who is denied, and approved by who may give; then it is permitted (access-management#25)', async () => {
    expect(await decides(FELLING)).toBe('NotApplicable');
    const asked = await askPackage('skogbruk');
    expect(asked).toMatchObject({
      status: 200,
      body: {
        status: 'Pending',
        type: 'package',
        package: { referenceId: FORESTRY },
        resource: null,
        from: { id: STRANGER, personIdentifier: NUMBER },
        to: { id: BAKERY.uuid, organizationIdentifier: BAKERY.number },
        by: { id: STRANGER },
      },
    });
    expect(await decides(FELLING)).toBe('NotApplicable');
    expect(await answer('approve', asked.body?.['id'])).toMatchObject({ status: 200, body: { status: 'Approved' } });
    expect(await decides(FELLING)).toBe('Permit');
  });

  it('is made once while it is open (access-management#26)', async () => {
    const [first, again, other] = [await askPackage(), await askPackage(), await askPackage('jordbruk')];
    expect(again.body?.['id']).toBe(first.body?.['id']);
    expect(other.body?.['id']).not.toBe(first.body?.['id']);
    await answer('reject', first.body?.['id']);
    expect((await askPackage()).body?.['id']).not.toBe(first.body?.['id']);
    const both = await Promise.all([askPackage('dyrehold'), askPackage('dyrehold')]);
    expect(new Set(both.map((one) => one.body?.['id'])).size).toBe(1);
  });

  it('goes to who has given something already, and tells nothing of others (access-management#27)', async () => {
    for (const to of [UNKNOWN, FOREST.uuid]) {
      expect((await askPackage(FORESTRY, to)).faults).toEqual([['AM.VLD-00041', '/to']]);
      expect((await askResource('no-such', to)).faults).toEqual([
        ['AM.VLD-00041', '/to'],
        ['AM.VLD-00012', '/resource'],
      ]);
    }
    expect((await askPackage(FORESTRY, 'x')).faults).toEqual([['AM.VLD-00009', '$QUERY/to']]);
    expect((await askPackage(FORESTRY, STRANGER)).faults.map(([code]) => code)).toContain('AM.VLD-00045');
    const url = `${REQUEST}/package?${new URLSearchParams({ party: BAKERY.uuid, to: FOREST.uuid, package: FORESTRY })}`;
    expect((await h.call('POST', url, await h.personToken('stranger'))).statusCode).toBe(403);
    expect((await ask('GET', '/sent', {}, { scope: 'altinn:instances.read' })).status).toBe(403);
  });

  it('is for packages that the one can have and the other pass on (access-management#28)', async () => {
    const faults = async (ref: string) => (await askPackage(ref)).faults;
    expect(await faults('no-such')).toEqual([['AM.VLD-00011', 'packageId']]);
    expect(await faults('regnskapsforer-lonn')).toEqual([['AM.VLD-00048', 'packageId']]);
    expect(await faults('innbygger-samliv')).toEqual([['AM.VLD-00048', 'QUERY/packageId']]);
    await h.database.transaction((trx, announce) =>
      h.register.giveRoles(trx, announce, [{ holder: BAKERY.uuid, of: FOREST.uuid, role: RIGHTHOLDER }]),
    );
    const query = { to: FOREST.uuid, package: 'urn:altinn:accesspackage:hovedadministrator' };
    const asOrganization = await ask('POST', '/package', query, { as: 'dagl' });
    expect(asOrganization.faults).toEqual([['AM.VLD-00028', 'QUERY/packageId']]);
    expect(JSON.stringify(asOrganization.body)).toContain('One or more packages is not assignable to receipient.');
  });

  it('is for resources that can be given, and gives what the person may give (access-management#29)', async () => {
    const all = await h.resources.list();
    const schema = all.find((one) => one.resourceType === 'MaskinportenSchema' && one.delegable)?.identifier ?? '';
    expect((await askResource(schema)).faults).toEqual([['AM.VLD-00049', 'resource']]);
    const open = await h.resources.resource(FELLING);
    if (!open) throw new Error('the world has no such resource');
    await h.database.transaction((trx, announce) =>
      h.resources.saveResource(trx, announce, { ...open, identifier: 'closed', delegable: false }),
    );
    expect((await askResource('closed')).faults).toEqual([['AM.VLD-00049', '/resource']]);
    const asked = await askResource();
    expect(asked.body).toMatchObject({ type: 'resource', package: null, resource: { referenceId: REPORT } });
    expect([await decides(REPORT), await decides(REPORT, 'write')]).toEqual(['NotApplicable', 'NotApplicable']);
    expect((await answer('approve', asked.body?.['id'])).status).toBe(200);
    expect([await decides(REPORT), await decides(REPORT, 'write')]).toEqual(['Permit', 'Permit']);
  });

  it('moves by its party from its status alone (access-management#30)', async () => {
    const id = String((await askPackage()).body?.['id']);
    const unknown = (await answer('approve', randomUUID())).faults;
    expect(unknown).toEqual([['AM.VLD-00035', '']]);
    expect((await ask('PUT', '/received/approve', { id })).faults).toEqual([['AM.VLD-00044', '']]);
    expect((await ask('PUT', '/received/reject', { id })).faults).toEqual([['AM.VLD-00044', '$QUERY/party']]);
    expect((await ask('PUT', '/sent/withdraw', { id }, { as: 'dagl' })).faults).toEqual([
      ['AM.VLD-00044', '$QUERY/party'],
    ]);
    expect((await ask('PUT', '/draft/confirm', { id })).faults).toEqual([['AM.VLD-00036', '$QUERY/party']]);
    expect((await ask('PUT', '/sent/withdraw', { id })).body).toMatchObject({ status: 'Withdrawn' });
    const late = await answer('approve', id);
    expect(late.faults).toEqual([['AM.VLD-00036', '$QUERY/party']]);
    expect(JSON.stringify(late.body)).toContain('Changing request status from Withdrawn to Approved is not allowed.');
    expect((await ask('PUT', '/received/approve', { id }, { as: 'member' })).status).toBe(403);
    expect(await decides(FELLING)).toBe('NotApplicable');
  });

  it('is answered once, whoever answers at the same time (access-management#31)', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = (await askPackage()).body?.['id'];
      const answers = await Promise.all([answer('approve', id), answer('reject', id), answer('approve', id)]);
      const [won, ...others] = answers.filter((one) => one.status === 200);
      expect(others).toEqual([]);
      const lost = answers.filter((one) => one.status !== 200);
      expect(lost.map((one) => one.faults)).toEqual(Array(2).fill([['AM.VLD-00036', '$QUERY/party']]));
      expect(await decides(FELLING)).toBe(won?.body?.['status'] === 'Approved' ? 'Permit' : 'NotApplicable');
      await h.database.transaction((trx, announce) =>
        h.delegations.revokeAll(trx, announce, { to: STRANGER, from: BAKERY.uuid }),
      );
    }
  });

  it('is listed and counted for its two parties alone (access-management#32)', async () => {
    const id = String((await askPackage()).body?.['id']);
    await answer('reject', String((await askResource()).body?.['id']));
    const ids = async (path: string, query: Record<string, string> = {}, as: Person = 'dagl') => {
      const { body } = await ask('GET', path, query, { as });
      const data = (body?.['data'] ?? []) as readonly { type: string }[];
      const count = (await ask('GET', `${path}/count`, query, { as })).body;
      expect(count).toBe(data.length);
      return data.map((one) => one.type).sort();
    };
    expect(await ids('/received')).toEqual(['package', 'resource']);
    expect(await ids('/received', { from: STRANGER, status: 'pending' })).toEqual(['package']);
    expect(await ids('/received', { from: FOREST.uuid })).toEqual([]);
    expect(await ids('/received', { type: 'Resource' })).toEqual(['resource']);
    expect(await ids('/received', { type: 'role' })).toEqual([]);
    expect(await ids('/sent', { to: BAKERY.uuid }, 'stranger')).toEqual(['package', 'resource']);
    expect((await ask('GET', '/sent', { status: 'Late' })).faults).toEqual([['AM.VLD-00009', '$QUERY/status']]);
    expect((await ask('GET', '', { id })).body).toMatchObject({ id });
    expect((await ask('GET', '', { id }, { as: 'dagl' })).status).toBe(200);
    for (const other of [randomUUID(), id]) {
      const url = `${REQUEST}?${new URLSearchParams({ party: FOREST.uuid, id: other })}`;
      expect((await h.call('GET', url, await h.personToken('forester'))).statusCode).toBe(403);
    }
  });
});

const SCOPE = 'altinn:serviceowner/delegationrequests';
const owner = async (method: Method, path: string, body?: unknown, organization = TTD) => {
  const token = await h.vendorToken(`${SCOPE}.read ${SCOPE}.write`, organization, { 'urn:altinn:org': 'ttd' });
  return seen(await h.call(method, `${OWNER}${path}`, token, body));
};
const urn = (number: string) =>
  `urn:altinn:${number.length === 11 ? 'person' : 'organization'}:identifier-no:${number}`;
const ENDS = { from: urn(NUMBER), to: urn(BAKERY.number) };

describe('a request that a service owner drafts', () => {
  it('is confirmed by who is to get it, and is the owner’s to follow (access-management#33)', async () => {
    const draft = await owner('POST', '/resource', { ...ENDS, Resource: REPORT });
    expect(draft).toMatchObject({
      status: 202,
      body: {
        status: 'Draft',
        from: { id: STRANGER },
        to: { id: BAKERY.uuid },
      },
    });
    const id = String(draft.body?.['id']);
    expect(draft.body?.['links']).toEqual({
      detailsLink: expect.stringMatching(new RegExp(`/accessmanagement/ui/requests/resource\\?requestId=${id}$`)),
      statusLink: expect.stringMatching(new RegExp(`${OWNER}/${id}/status$`)),
    });
    expect((await owner('GET', `/${id}/status`)).body).toBe('Draft');
    expect((await ask('GET', '/draft', { id })).body).toMatchObject({ id });
    expect((await ask('GET', '/draft', { id }, { as: 'dagl' })).status).toBe(403);
    expect((await answer('approve', id)).faults).toEqual([['AM.VLD-00036', '$QUERY/party']]);
    expect((await ask('PUT', '/draft/confirm', { id })).body).toMatchObject({ status: 'Pending' });
    expect((await ask('GET', '/draft', { id })).status).toBe(403);
    expect((await owner('GET', `/${id}/status`, undefined, FOREST.number)).faults).toEqual([['AM.VLD-00035', '']]);
    expect((await owner('PUT', `/${id}/withdraw`, undefined, FOREST.number)).status).toBe(403);
    expect((await owner('PUT', `/${id}/withdraw`)).body).toBe('Withdrawn');
    expect((await owner('PUT', `/${id}/withdraw`)).faults).toEqual([['AM.VLD-00036', '/status']]);
    const either = { from: ENDS.to, to: ENDS.from, package: { referenceId: FORESTRY } };
    expect((await owner('POST', '', either)).body).toMatchObject({ from: { id: STRANGER }, to: { id: BAKERY.uuid } });
  });

  it('is refused with a code for each fault (access-management#34)', async () => {
    const faults = async (path: string, body: unknown) => (await owner('POST', path, body)).faults;
    expect(await faults('/package', { from: 'x', to: urn('999999999'), package: FORESTRY })).toEqual([
      ['AMSO.VLD-00001', '/from'],
      ['AMSO.VLD-00002', '/to'],
    ]);
    expect(await faults('/package', { from: `urn:altinn:party:uuid:${STRANGER}`, to: ENDS.to, package: '' })).toEqual([
      ['AMSO.VLD-00001', '/from'],
      ['AMSO.VLD-00001', '/package'],
    ]);
    expect(await faults('/resource', { ...ENDS, resource: FELLING })).toEqual([['AMSO.VLD-00006', 'resource']]);
    expect(await faults('/resource', { ...ENDS, resource: 'no-such' })).toEqual([['AMSO.VLD-00003', 'resource']]);
    expect((await faults('', ENDS)).map(([code]) => code)).toEqual(['AM.VLD-00038', 'AM.VLD-00038']);
    const both = { ...ENDS, resource: { referenceId: 'a' }, package: { referenceId: 'b' } };
    expect((await faults('', both)).map(([code]) => code)).toEqual(['AM.VLD-00046', 'AM.VLD-00046']);
    for (const body of [[], { from: 1 }, { ...ENDS, package: null }])
      expect((await owner('POST', '/package', body)).status).toBe(400);
    expect((await h.call('POST', OWNER, await h.personToken('dagl'), ENDS)).statusCode).toBe(403);
  });
});

/** Numbers as random as a seed makes them. */
function lots(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('decisions', () => {
  it('follow approvals and nothing else, over random histories (access-management#35)', async () => {
    for (const seed of [1, 2, 3]) {
      const lot = lots(seed);
      let last = '';
      let permitted = (await decides(FELLING)) === 'Permit';
      for (let step = 0; step < 25; step += 1) {
        const move = (['ask', 'approve', 'reject', 'withdraw', 'take'] as const)[lot(5)] ?? 'ask';
        if (move === 'ask') last = String((await askPackage()).body?.['id']);
        else if (move === 'take') {
          await h.database.transaction((trx, announce) =>
            h.delegations.revoke(trx, announce, {
              to: STRANGER,
              from: BAKERY.uuid,
              resources: [],
              packages: [FORESTRY],
            }),
          );
          permitted = false;
        } else if (last !== '') {
          const { status } =
            move === 'withdraw' ? await ask('PUT', '/sent/withdraw', { id: last }) : await answer(move, last);
          if (move === 'approve' && status === 200) permitted = true;
        }
        expect(await decides(FELLING), `seed ${seed}, step ${step}: ${move}`).toBe(
          permitted ? 'Permit' : 'NotApplicable',
        );
      }
    }
  });
});
