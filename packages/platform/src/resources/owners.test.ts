import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../authorization/harness.ts';

const BASE = '/resourceregistry/api/v1/resource';
const WRITE = 'altinn:resourceregistry/resource.write';
const ADMIN = 'altinn:resourceregistry/resource.admin';
const text = (nb: string) => ({ nb, nn: nb, en: nb });
const SKOGDIR = { organization: '310013579', orgcode: 'skogdir', name: text('Skogdirektoratet') };
const TTD = { organization: '310001236', orgcode: 'ttd', name: text('Testdepartementet') };
const DIGDIR = { organization: '310007404', orgcode: 'digdir', name: text('Digdir') };
const VENDOR = { organization: '310019747', orgcode: 'fjordlonn', name: text('Fjordlønn') };
type Owner = typeof SKOGDIR;

const resource = (identifier: string, hasCompetentAuthority: Owner, more: object = {}) => ({
  identifier,
  title: text('Planting'),
  description: text('Planting'),
  rightDescription: text('Planting'),
  resourceType: 'GenericAccessResource',
  hasCompetentAuthority,
  ...more,
});

describe.each([
  ['the sandbox', true],
  ['production', false],
])('who owns a resource in %s', (_mode, sandbox) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ sandbox });
  });
  afterAll(() => harness.close());

  const send = async (
    method: 'POST' | 'PUT' | 'DELETE',
    body: ReturnType<typeof resource>,
    as: Owner,
    scope = WRITE,
  ) => {
    const consumer = { authority: 'iso6523-actorid-upis', ID: `0192:${as.organization}` };
    const answer = await harness.app.inject({
      method,
      url: method === 'POST' ? BASE : `${BASE}/${body.identifier}`,
      headers: { authorization: `Bearer ${await harness.token(scope, { consumer })}` },
      ...(method === 'DELETE' ? {} : { payload: body }),
    });
    return answer.statusCode;
  };
  const ownerOf = async (id: string) => {
    const { organization, orgcode } = (await harness.resources.resource(id))?.hasCompetentAuthority ?? {};
    return [organization, orgcode];
  };

  it('is the same in any letters, and so is the type: .NET reads them so', async () => {
    const body = resource(
      'skogdir-store-bokstaver',
      { ...SKOGDIR, orgcode: 'SKOGDIR' },
      { resourceType: 'SystemResource' },
    );
    expect(await send('POST', body, SKOGDIR)).toBe(201);
    expect(await ownerOf('skogdir-store-bokstaver')).toEqual(['310013579', 'skogdir']);
    expect((await harness.resources.resource('skogdir-store-bokstaver'))?.resourceType).toBe('Systemresource');
    const strange = resource('skogdir-annen-type', SKOGDIR, { resourceType: 'System resource' });
    expect(await send('POST', strange, SKOGDIR)).toBe(400);
  });

  it('is one registered service owner, code and number alike (altinn-pdp#69)', async () => {
    for (const [owner, as] of [
      [{ ...SKOGDIR, orgcode: 'nobody' }, SKOGDIR],
      [{ ...SKOGDIR, orgcode: 'digdir' }, SKOGDIR],
      [VENDOR, VENDOR],
    ] as const) {
      expect(await send('POST', resource('forged-owner', owner), as), owner.orgcode).toBe(400);
      expect(await send('POST', resource('forged-owner', owner), as, ADMIN), owner.orgcode).toBe(400);
    }
    // The test owner's being open is no way to write its code beside the number of somebody else.
    expect(await send('POST', resource('forged-owner', { ...DIGDIR, orgcode: 'ttd' }), SKOGDIR)).toBe(403);
    expect(await harness.resources.resource('forged-owner')).toBeUndefined();
    expect(await send('POST', resource('skogdir-own', SKOGDIR), SKOGDIR)).toBe(201);
    expect(await send('PUT', resource('skogdir-own', { ...SKOGDIR, orgcode: 'ttd' }), SKOGDIR)).toBe(400);
    expect(await send('PUT', resource('skogdir-own', { ...SKOGDIR, orgcode: 'nobody' }), SKOGDIR, ADMIN)).toBe(400);
    expect(await ownerOf('skogdir-own')).toEqual(['310013579', 'skogdir']);
  });

  it(`${sandbox ? 'takes' : 'refuses'} the code of the test owner beside the writer’s own number, as Altinn’s suites send it (altinn-pdp#69)`, async () => {
    for (const [index, owner] of [SKOGDIR, DIGDIR, VENDOR].entries()) {
      const own = resource(`test-data-${index}`, { ...owner, orgcode: 'ttd' });
      expect(await send('PUT', own, owner), owner.orgcode).toBe(404);
      expect(await send('POST', own, owner), owner.orgcode).toBe(sandbox ? 201 : 400);
      expect(await send('PUT', own, owner), owner.orgcode).toBe(sandbox ? 200 : 404);
    }
    const known = await harness.resources.resource('test-data-0');
    expect(known?.hasCompetentAuthority.organization).toBe(sandbox ? SKOGDIR.organization : undefined);
    if (!sandbox) return;
    // Its number is no way to what is its writer's under another code, nor back.
    expect(await send('PUT', resource('test-data-0', SKOGDIR), VENDOR)).toBe(403);
    expect(await send('PUT', resource('test-data-0', { ...VENDOR, orgcode: 'ttd' }), VENDOR)).toBe(403);
  });

  it('does not move a resource away from ttd, or to it (altinn-pdp#70)', async () => {
    expect(await send('PUT', resource('ttd-lonnsrapport', SKOGDIR), SKOGDIR)).toBe(403);
    expect(await send('PUT', resource('ttd-lonnsrapport', DIGDIR), SKOGDIR)).toBe(403);
    expect(await send('PUT', resource('ttd-lonnsrapport', SKOGDIR), TTD)).toBe(403);
    expect(await send('PUT', resource('skogdir-felling', TTD), SKOGDIR)).toBe(403);
    expect(await send('PUT', resource('skogdir-felling', TTD), TTD)).toBe(403);
    expect(await ownerOf('ttd-lonnsrapport')).toEqual(['310001236', 'ttd']);
    expect(await ownerOf('skogdir-felling')).toEqual(['310013579', 'skogdir']);
    expect(await send('POST', resource('moved-by-admin', SKOGDIR), SKOGDIR)).toBe(201);
    expect(await send('PUT', resource('moved-by-admin', TTD), DIGDIR, ADMIN)).toBe(200);
    expect(await ownerOf('moved-by-admin')).toEqual(['310001236', 'ttd']);
  });

  it(`leaves the resources of ttd ${sandbox ? 'open to everyone with the write scope' : 'to ttd'} (altinn-pdp#70)`, async () => {
    const open = (status: number) => (sandbox ? status : 403);
    expect(await send('POST', resource('ttd-by-another', TTD), SKOGDIR)).toBe(open(201));
    expect(await send('POST', resource('ttd-by-itself', TTD), TTD)).toBe(201);
    expect(await send('PUT', resource('ttd-by-itself', TTD), SKOGDIR)).toBe(open(200));
    expect(await send('DELETE', resource('ttd-by-itself', TTD), SKOGDIR)).toBe(open(204));
    expect(await send('PUT', resource('ttd-by-itself', TTD), SKOGDIR, 'altinn:instances.read')).toBe(403);
  });

  it('keeps the names of an app for its owner', async () => {
    const app = (id: string) => resource(id, SKOGDIR, { resourceType: 'AltinnApp' });
    expect(await send('POST', app('app_ttd_taken'), SKOGDIR)).toBe(400);
    expect(await send('POST', app('app_skogdir_own'), SKOGDIR)).toBe(201);
  });
});
