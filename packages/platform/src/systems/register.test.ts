import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessPackage,
  OTHER_VENDOR,
  right,
  SCOPES,
  type SystemsHarness,
  startSystems,
  systemBody,
  VENDOR,
} from './harness.ts';

const PATH = '/systemregister/vendor';
let h: SystemsHarness;
let vendor: string;
let other: string;
let admin: string;
let counter = 0;
beforeAll(async () => {
  h = await startSystems();
  vendor = await h.vendorToken(SCOPES.register);
  other = await h.vendorToken(SCOPES.register, OTHER_VENDOR);
  admin = await h.vendorToken(SCOPES.admin, OTHER_VENDOR);
});
afterAll(() => h.close());

const post = (body: unknown, token = vendor) => h.call('POST', PATH, token, body);
/** Registers a system and gives its id. */
async function registered(more: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const body = systemBody(`s${counter}`, more);
  const answer = await post(body);
  expect(answer.statusCode, answer.body).toBe(200);
  return body.id;
}
const codes = (answer: { json(): { code?: string; validationErrors?: { code: string }[] } }) => {
  const body = answer.json();
  expect(body.code).toBe('STD-00000');
  return body.validationErrors?.map((one) => one.code.slice(-5)).sort();
};
/** The codes that a body with one thing wrong gives. */
const broken = async (name: string, more: Record<string, unknown>) => {
  const answer = await post(systemBody(name, more));
  expect(answer.statusCode, answer.body).toBe(400);
  return codes(answer);
};

describe('registering a system', () => {
  it('answers 401 without token and 403 without the write or admin scope (system-register-and-users#1)', async () => {
    expect((await h.call('POST', PATH, undefined, systemBody('x'))).statusCode).toBe(401);
    for (const scope of [SCOPES.write, 'altinn:authentication/systemregister', SCOPES.portal]) {
      const answer = await post(systemBody('x'), await h.vendorToken(scope));
      expect(answer.statusCode).toBe(403);
      expect(answer.body).toBe('');
      expect(answer.headers['www-authenticate']).toContain('systemregister.write');
    }
  });

  it('answers 403 for another organisation’s vendor id, even when rules are broken too (system-register-and-users#2)', async () => {
    expect((await post(systemBody('x'), other)).statusCode).toBe(403);
    expect((await post({ ...systemBody('x'), id: 'not one' }, other)).statusCode).toBe(403);
  });

  it('lets the admin scope act for any vendor (system-register-and-users#3)', async () => {
    expect((await post(systemBody('by-admin'), admin)).statusCode).toBe(200);
    const id = `${VENDOR}_by-admin`;
    const packages = [accessPackage('lonn')];
    expect((await h.call('PUT', `${PATH}/${id}/accesspackages`, admin, packages)).statusCode).toBe(200);
    expect((await h.call('GET', `${PATH}/${id}`, admin)).json().accessPackages).toEqual(packages);
    const rights = [right('app_ttd_demo')];
    expect((await h.call('PUT', `${PATH}/${id}/rights`, admin, rights)).statusCode).toBe(200);
    expect((await h.call('GET', `${PATH}/${id}`, vendor)).json()).toMatchObject({
      rights,
      vendor: { ID: `0192:${VENDOR}` },
    });
    const whole = systemBody('by-admin', { isVisible: true });
    expect((await h.call('PUT', `${PATH}/${id}`, admin, whole)).statusCode).toBe(200);
    expect((await h.call('GET', `${PATH}/${id}`, vendor)).json()).toMatchObject({
      isVisible: true,
      rights: whole.rights,
    });
    // Whoever the vendor in the body is: the administrator does not move a system either.
    const moved = { ...systemBody('x', {}, OTHER_VENDOR), id };
    expect((await h.call('PUT', `${PATH}/${id}`, admin, moved)).statusCode).toBe(404);
    expect((await h.call('DELETE', `${PATH}/${id}`, admin)).statusCode).toBe(200);
    expect((await h.call('GET', `${PATH}/${id}`, vendor)).json().isDeleted).toBe(true);
  });

  it('answers 200 with a JSON string UUID (system-register-and-users#4)', async () => {
    const answer = await post(systemBody('plain'));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.json()).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it('takes member names in any case, ignores unknown ones and trims texts', async () => {
    const { allowedRedirectUrls, accessPackages, ...rest } = systemBody('cased');
    const body = {
      ...rest,
      id: ` ${rest.id} `,
      vendor: { id: `0192:${VENDOR}`, authority: 'iso6523-actorid-upis' },
      allowedredirecturls: ['https://altinn.no'],
      AccessPackages: accessPackages,
      whatever: 1,
    };
    expect((await post(body)).statusCode).toBe(200);
    expect((await h.call('GET', `${PATH}/${rest.id}`, vendor)).json()).toEqual({
      ...rest,
      accessPackages,
      clientId: [],
      isDeleted: false,
      allowedRedirectUrls: ['https://altinn.no/'],
    });
    expect(allowedRedirectUrls).toHaveLength(1);
  });

  it('gives only VLD-00000 for a vendor id that does not begin with 0192 (system-register-and-users#5)', async () => {
    for (const ID of [`9908:${VENDOR}`, VENDOR, '0192:123456789', ''])
      expect(await broken('not right', { vendor: { ID }, rights: [right('no-such')] })).toEqual(['00000']);
  });

  it('gives VLD-00001 for an id that does not begin with the vendor’s number (system-register-and-users#6)', async () => {
    for (const id of ['lonn', `${OTHER_VENDOR}_lonn`, `${VENDOR}-lonn`, `${VENDOR}_`])
      expect(await broken('x', { id })).toEqual(['00001']);
  });

  it('gives VLD-00002 for a used id, also of a deleted system (system-register-and-users#7)', async () => {
    const id = await registered();
    expect(await broken('x', { id })).toEqual(['00002']);
    expect((await h.call('DELETE', `${PATH}/${id}`, vendor)).statusCode).toBe(200);
    expect(await broken('x', { id })).toEqual(['00002']);
    expect((await post(systemBody('x', { id }))).json()).toMatchObject({
      code: 'STD-00000',
      title: 'One or more validation errors occurred.',
      validationErrors: [{ code: 'AUTH.VLD-00002', title: 'The system id already exists' }],
    });
  });

  it('gives VLD-00003 for an unknown resource and names it (system-register-and-users#8)', async () => {
    const answer = await post(systemBody('x', { rights: [right('no-such'), right('ttd-lonnsrapport')] }));
    expect(codes(answer)).toEqual(['00003']);
    const [error] = answer.json().validationErrors;
    expect(error['ResourceIds Not Found : ']).toBe('no-such');
    expect(error.paths).toEqual(['/registersystemrequest/rights/resource']);
    expect(error.code).toBe('AUTH.VLD-00003');
  });

  it('gives VLD-00009 for a resource id other than urn:altinn:resource (system-register-and-users#9)', async () => {
    const rights = [{ resource: [{ id: 'urn:altinn:app', value: 'ttd-lonnsrapport' }] }];
    expect(await broken('x', { rights })).toEqual(['00009']);
  });

  it('gives VLD-00017 for a resource type that cannot be delegated (system-register-and-users#10)', async () => {
    expect(await broken('x', { rights: [right('skogdir-skogdata')] })).toEqual(['00017']);
    expect(await broken('x', { rights: [right('digdir-samtykke-inntekt')] })).toEqual(['00017']);
    await registered({ rights: [right('app_ttd_demo'), right('altinn_access_management')] });
  });

  it('gives VLD-00006 for duplicate rights and VLD-00007 for duplicate packages (system-register-and-users#11)', async () => {
    const twice = [right('ttd-lonnsrapport'), right('ttd-lonnsrapport')];
    expect(await broken('x', { rights: twice })).toEqual(['00006']);
    const packages = [accessPackage('lonn'), accessPackage('lonn')];
    expect(await broken('x', { accessPackages: packages })).toEqual(['00007']);
    await registered({ rights: [{ ...right('ttd-lonnsrapport'), action: 'read' }, right('ttd-lonnsrapport')] });
  });

  it('gives VLD-00008 for a package that is unknown, short or open to nobody (system-register-and-users#12)', async () => {
    for (const urn of ['urn:altinn:accesspackage:no-such', 'lonn', 'urn:altinn:accesspackage:eksplisitt'])
      expect(await broken('x', { accessPackages: [{ urn }] })).toEqual(['00008']);
  });

  it('gives VLD-00018 for a visible system with a client-only package (system-register-and-users#13)', async () => {
    const accessPackages = [accessPackage('regnskapsforer-lonn')];
    expect(await broken('x', { accessPackages, isVisible: true })).toEqual(['00018']);
    await registered({ accessPackages });
  });

  it('gives VLD-00005 for a redirect URL that is not absolute https (system-register-and-users#14)', async () => {
    for (const url of ['http://fjordlonn.example', '/done', 'javascript:alert(1)', 'fjordlonn.example'])
      expect(await broken('x', { allowedRedirectUrls: [url] })).toEqual(['00005']);
  });

  it('gives VLD-00013 for an id with a space (system-register-and-users#15)', async () => {
    expect(await broken('my lonn', {})).toEqual(['00013']);
  });

  it('gives VLD-00004 for a client id of another active system, in any case (system-register-and-users#16)', async () => {
    await registered({ clientId: ['AbC-1'] });
    expect(await broken('x', { clientId: ['aBc-1'] })).toEqual(['00004']);
    expect(await broken('x', { clientId: ['new', 'NEW'] })).toEqual(['00011']);
  });

  it('gives every broken rule in one list (system-register-and-users#17)', async () => {
    const body = {
      id: 'no lonn',
      rights: [right('no-such'), right('no-such'), right('skogdir-skogdata')],
      accessPackages: [{ urn: 'x' }, { urn: 'x' }],
      clientId: ['AbC-1'],
      allowedRedirectUrls: ['nowhere'],
    };
    const all = ['00001', '00003', '00004', '00005', '00006', '00007', '00008', '00013', '00017'];
    expect(await broken('x', body)).toEqual(all);
  });

  it('is visible unless it says otherwise (system-register-and-users#18)', async () => {
    const { isVisible: _unset, ...body } = systemBody('seen');
    expect((await post(body)).statusCode).toBe(200);
    expect((await h.call('GET', `${PATH}/${body.id}`, vendor)).json().isVisible).toBe(true);
  });

  it('answers 400 to a name or description without nb, nn or en (system-register-and-users#19)', async () => {
    const known = await registered();
    for (const member of ['name', 'description'])
      for (const language of ['nb', 'nn', 'en']) {
        const texts: Record<string, string> = { nb: 'a', nn: 'b', en: 'c' };
        delete texts[language];
        const body = systemBody('x', { [member]: texts });
        const put = await h.call('PUT', `${PATH}/${known}`, vendor, { ...body, id: known });
        expect([put.statusCode, Object.keys(put.json().errors)]).toEqual([400, [`${member}.${language}`]]);
        const answer = await post(body);
        expect(answer.statusCode).toBe(400);
        expect(Object.keys(answer.json().errors)).toEqual([`${member}.${language}`]);
      }
  });

  it.each([
    ['no body', undefined],
    ['a list', []],
    ['a string', '"text"'],
    ['no id', { ...systemBody('x'), id: undefined }],
    ['a number as id', { ...systemBody('x'), id: 7 }],
    ['an id of 256 characters', systemBody('x'.repeat(246))],
    ['no vendor', { ...systemBody('x'), vendor: undefined }],
    ['a vendor without id', { ...systemBody('x'), vendor: {} }],
    ['rights that are no list', systemBody('x', { rights: {} })],
    ['a right without resource', systemBody('x', { rights: [{ action: 'read' }] })],
    ['a right with an empty resource', systemBody('x', { rights: [{ resource: [] }] })],
    ['too many rights', systemBody('x', { rights: Array.from({ length: 501 }, () => right('a')) })],
    ['a package without urn', systemBody('x', { accessPackages: [{}] })],
    ['a client id that is a number', systemBody('x', { clientId: [1] })],
    ['a flag that is a text', systemBody('x', { isVisible: 'yes' })],
    ['prototype tricks', JSON.parse('{"__proto__":{"id":"x"},"vendor":{"ID":"0192:310019747"}}')],
  ])('answers 400 with the members at fault to %s', async (_name, body) => {
    const answer = await h.app.inject({
      method: 'POST',
      url: `/authentication/api/v1${PATH}`,
      headers: { authorization: `Bearer ${vendor}`, 'content-type': 'application/json' },
      payload: typeof body === 'string' ? body : (JSON.stringify(body) ?? ''),
    });
    expect(answer.statusCode, answer.body).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(Object.keys(answer.json().errors).length).toBeGreaterThan(0);
  });

  it('lets one of two at once take an id or a client id, and stores nothing of the other', async () => {
    const same = await Promise.all([post(systemBody('race')), post(systemBody('race'))]);
    expect(same.map((one) => one.statusCode).sort()).toSatisfy(
      (got: number[]) => got[0] === 200 && (got[1] ?? 0) >= 400 && (got[1] ?? 0) < 500,
    );
    const clientId = ['one-client'];
    const two = await Promise.all([post(systemBody('race-a', { clientId })), post(systemBody('race-b', { clientId }))]);
    expect(two.map((one) => one.statusCode).sort()).toEqual([200, 400]);
    const loser = two[0]?.statusCode === 200 ? 'race-b' : 'race-a';
    expect((await h.call('GET', `${PATH}/${VENDOR}_${loser}`, vendor)).statusCode).toBe(404);
  });
});

describe('reading', () => {
  it('lists the caller’s undeleted systems only, invisible ones included (system-register-and-users#20)', async () => {
    const id = await registered();
    const gone = await registered();
    await h.call('DELETE', `${PATH}/${gone}`, vendor);
    const answer = await h.call('GET', PATH, vendor);
    expect(answer.headers['cache-control']).toBe('no-store');
    const ids = answer.json().map((one: { systemId: string }) => one.systemId);
    expect(ids).toContain(id);
    expect(ids).not.toContain(gone);
    expect((await h.call('GET', PATH, other)).json()).toEqual([]);
    const without = await h.vendorToken(SCOPES.register, VENDOR, { consumer: undefined });
    expect((await h.call('GET', PATH, without)).statusCode).toBe(403);
  });

  it('answers 403 to another organisation and 404 for an unknown system (system-register-and-users#21)', async () => {
    const id = await registered();
    expect((await h.call('GET', `${PATH}/${id}`, other)).statusCode).toBe(403);
    expect((await h.call('GET', `${PATH}/${VENDOR}_nothing`, other)).statusCode).toBe(404);
  });

  it('shows visible systems, and any system by id, to the portal only', async () => {
    const visible = await registered({ isVisible: true });
    const hidden = await registered({ rights: [right('app_ttd_demo')] });
    const portal = await h.personToken('dagl');
    const list = await h.call('GET', '/systemregister', portal);
    const ids = list.json().map((one: { systemId: string }) => one.systemId);
    expect(ids).toContain(visible);
    expect(ids).not.toContain(hidden);
    expect((await h.call('GET', `/systemregister/${hidden}`, portal)).json()).toMatchObject({
      systemId: hidden,
      systemVendorOrgNumber: VENDOR,
      systemVendorOrgName: '',
    });
    const rights = async (query: string) =>
      (await h.call('GET', `/systemregister/${hidden}/rights${query}`, portal)).json();
    expect(await rights('')).toEqual([right('app_ttd_demo')]);
    expect(await rights('?useOldFormatForApp=true')).toEqual([
      {
        resource: [
          { id: 'urn:altinn:org', value: 'ttd' },
          { id: 'urn:altinn:app', value: 'demo' },
        ],
      },
    ]);
    expect((await h.call('GET', `/systemregister/${hidden}/accesspackages`, portal)).json()).toEqual([
      accessPackage('skatt-naering'),
    ]);
    for (const path of ['', `/${hidden}`, `/${hidden}/rights`, `/${hidden}/accesspackages`]) {
      expect((await h.call('GET', `/systemregister${path}`, vendor)).statusCode).toBe(401);
      expect((await h.call('GET', `/systemregister${path}`, await h.personToken('dagl', 'openid'))).statusCode).toBe(
        403,
      );
    }
    expect((await h.call('GET', `/systemregister/${VENDOR}_nothing`, portal)).statusCode).toBe(404);
  });
});

describe('changing', () => {
  it('gives VLD-00012 for a body id unlike the path (system-register-and-users#22)', async () => {
    const id = await registered();
    expect(codes(await h.call('PUT', `${PATH}/${id}`, vendor, systemBody('else')))).toEqual(['00012']);
  });

  it('answers 404 for an unknown system, or another vendor in the body (system-register-and-users#23)', async () => {
    const unknown = await h.call('PUT', `${PATH}/${VENDOR}_nothing`, vendor, systemBody('nothing'));
    expect(unknown.statusCode).toBe(404);
    expect(unknown.headers['content-type']).toContain('text/plain');
    const id = await registered();
    const body = { ...systemBody('x', {}, OTHER_VENDOR), id };
    expect((await h.call('PUT', `${PATH}/${id}`, vendor, body)).statusCode).toBe(404);
    for (const part of ['rights', 'accesspackages'])
      expect((await h.call('PUT', `${PATH}/${VENDOR}_nothing/${part}`, vendor, [])).statusCode).toBe(404);
  });

  it('answers 403 to who is not the owner (system-register-and-users#24)', async () => {
    const id = await registered();
    const body = { ...systemBody('x'), id };
    expect((await h.call('PUT', `${PATH}/${id}`, other, body)).statusCode).toBe(403);
    for (const part of ['rights', 'accesspackages'])
      expect((await h.call('PUT', `${PATH}/${id}/${part}`, other, [])).statusCode).toBe(403);
    expect((await h.call('DELETE', `${PATH}/${id}`, other)).statusCode).toBe(403);
  });

  it('answers 400 for a deleted system (system-register-and-users#25)', async () => {
    const id = await registered();
    await h.call('DELETE', `${PATH}/${id}`, vendor);
    expect((await h.call('PUT', `${PATH}/${id}`, vendor, { ...systemBody('x'), id })).statusCode).toBe(400);
    for (const part of ['rights', 'accesspackages'])
      expect((await h.call('PUT', `${PATH}/${id}/${part}`, vendor, [])).statusCode).toBe(400);
  });

  it('gives VLD-00011 for duplicate client ids, and takes the system’s own again (system-register-and-users#26)', async () => {
    const id = await registered({ clientId: ['own-1', 'own-2'] });
    const put = (clientId: string[]) =>
      h.call('PUT', `${PATH}/${id}`, vendor, { ...systemBody('x', { clientId }), id });
    expect(codes(await put(['own-1', 'OWN-1']))).toEqual(['00011']);
    expect((await put(['OWN-1', 'own-3'])).statusCode).toBe(200);
    expect((await h.call('GET', `${PATH}/${id}`, vendor)).json().clientId).toEqual(['OWN-1', 'own-3']);
    await registered({ clientId: ['own-2'] });
    expect(codes(await put(['own-2']))).toEqual(['00004']);
  });

  it('replaces rights and packages with bare lists (system-register-and-users#27)', async () => {
    const id = await registered();
    const rights = [right('app_ttd_demo'), right('skogdir-felling')];
    const answer = await h.call('PUT', `${PATH}/${id}/rights`, vendor, rights);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ succeeded: true });
    expect((await h.call('GET', `${PATH}/${id}`, vendor)).json()).toMatchObject({
      rights,
      accessPackages: [accessPackage('skatt-naering')],
    });
    expect((await h.call('PUT', `${PATH}/${id}/rights`, vendor, { rights })).statusCode).toBe(400);
    expect(codes(await h.call('PUT', `${PATH}/${id}/rights`, vendor, [right('no-such')]))).toEqual(['00003']);
    expect(codes(await h.call('PUT', `${PATH}/${id}/accesspackages`, vendor, [{ urn: 'x' }]))).toEqual(['00008']);
  });

  it('deletes softly, frees the client ids, and keeps showing what was deleted (system-register-and-users#28)', async () => {
    const id = await registered({ clientId: ['freed-1', 'freed-2'] });
    const answer = await h.call('DELETE', `${PATH}/${id}`, vendor);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ succeeded: true });
    expect((await h.call('GET', `${PATH}/${id}`, vendor)).json()).toMatchObject({ id, isDeleted: true });
    await registered({ clientId: ['freed-1', 'freed-2'] });
    expect((await h.call('DELETE', `${PATH}/${id}`, vendor)).statusCode).toBe(200);
    const unknown = await h.call('DELETE', `${PATH}/${VENDOR}_nothing`, vendor);
    expect(unknown.statusCode).toBe(400);
    expect(Object.keys(unknown.json().errors)).toEqual(['return']);
  });

  it('logs who changed what, for owner and administrator only (system-register-and-users#29)', async () => {
    const id = await registered({ clientId: ['logged'] });
    await h.call('PUT', `${PATH}/${id}/rights`, vendor, [right('app_ttd_demo')]);
    await h.call('PUT', `${PATH}/${id}/accesspackages`, admin, []);
    await h.call('PUT', `${PATH}/${id}`, vendor, { ...systemBody('x'), id });
    await h.call('DELETE', `${PATH}/${id}`, vendor);
    expect((await h.call('GET', `${PATH}/${id}/changelog`, other)).statusCode).toBe(403);
    expect((await h.call('GET', `${PATH}/${VENDOR}_nothing/changelog`, vendor)).statusCode).toBe(404);
    for (const token of [vendor, admin]) {
      const log = (await h.call('GET', `${PATH}/${id}/changelog`, token)).json();
      expect(log.map((one: { changeType: string }) => one.changeType)).toEqual([
        'create',
        'rightsupdate',
        'accesspackageupdate',
        'update',
        'delete',
      ]);
      expect(log[0]).toMatchObject({
        changedByOrgNumber: VENDOR,
        clientId: '0b1c2d3e-0000-4000-8000-00000000aaaa',
        changedData: { Id: id, Name: { nb: 'Lønn' } },
      });
      expect(log[1].changedData).toEqual([{ Resource: [{ Id: 'urn:altinn:resource', Value: 'app_ttd_demo' }] }]);
      expect(log[2].changedByOrgNumber).toBe(OTHER_VENDOR);
    }
  });
});
