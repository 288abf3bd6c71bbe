import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../authorization/harness.ts';
import { languageOf } from './metadata.ts';

const META = '/accessmanagement/api/v1/meta';
const SKOGBRUK = 'urn:altinn:accesspackage:skogbruk';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  harness.app.inject({ url: `${META}${path}`, headers });
const json = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await get(path, headers);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};

describe('metadata of roles and access packages', () => {
  it('gives a package by id, by whole URN and by its last part (altinn-pdp#62)', async () => {
    const whole = await json(`/info/accesspackages/package/urn/${SKOGBRUK}`);
    expect(whole).toMatchObject({
      name: 'Skogbruk',
      urn: SKOGBRUK,
      isDelegable: true,
      isAssignable: true,
      area: { name: expect.stringContaining('Jordbruk'), group: { name: 'Bransje' } },
    });
    expect(Object.keys(whole).sort()).toEqual([
      'area',
      'description',
      'id',
      'isAssignable',
      'isDelegable',
      'isResourcePolicyAvailable',
      'name',
      'resources',
      'type',
      'urn',
    ]);
    for (const urn of [':skogbruk', 'skogbruk', encodeURIComponent(SKOGBRUK), 'SKOGBRUK'])
      expect(await json(`/info/accesspackages/package/urn/${urn}`), urn).toEqual(whole);
    expect(await json(`/info/accesspackages/package/${whole.id}`)).toEqual(whole);
    // One package has a code that is not the tail of its URN: the URN counts.
    const odd = await json('/info/accesspackages/package/urn/namsmannen-tvangsfullbyrdelse-forliksradet');
    expect(odd.urn).toBe('urn:altinn:accesspackage:namsmannen-tvangsfullbyrdelse-forliksradet');
  });

  it('answers 204 to an empty list and 404 to an unknown id (altinn-pdp#61)', async () => {
    expect((await get('/info/accesspackages/package/urn/jordbruk')).statusCode).toBe(200);
    const { id } = await json('/info/accesspackages/package/urn/jordbruk');
    for (const path of [`package/${id}/resources`, 'search?term=xyzzyx']) {
      const empty = await get(`/info/accesspackages/${path}`);
      expect([empty.statusCode, empty.body], path).toEqual([204, '']);
    }
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const path of ['package', 'group', 'area'])
      expect((await get(`/info/accesspackages/${path}/${unknown}`)).statusCode, path).toBe(404);
    for (const path of [
      `/info/roles/${unknown}`,
      `/info/accesspackages/package/${unknown}/resources`,
      `/info/accesspackages/group/${unknown}/areas`,
      `/info/accesspackages/area/${unknown}/packages`,
      '/info/roles/nobody/packages',
      '/info/roles/nobody/resources',
      '/info/roles/packages?role=nobody',
      '/info/roles/packages',
    ])
      expect((await get(path)).statusCode, path).toBe(404);
    expect((await get('/info/accesspackages/package/urn/nothing')).statusCode).toBe(404);
  });

  it('knows nothing of a role with an id that no role has, and answers with empty lists (altinn-pdp#81)', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const path of [`/info/roles/${unknown}/packages`, `/info/roles/${unknown}/resources?variant=AS`])
      expect(await json(path), path).toEqual([]);
  });

  it('tells which resources a package and a role open, each with the ids of it, its owner and its type (altinn-pdp#80)', async () => {
    const { id } = await json(`/info/accesspackages/package/urn/skogbruk`);
    const resources = await json(`/info/accesspackages/package/${id}/resources`);
    const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const type = { id: '0195efb8-7c80-713e-ad96-a9896d12f444', name: 'Tjenesteeier' };
    expect(resources).toMatchObject([
      {
        id: uuid,
        refId: 'skogdir-felling',
        providerId: resources[0].provider.id,
        typeId: resources[0].type.id,
        provider: { id: uuid, code: 'skogdir', typeId: type.id, type },
        type: { id: uuid, name: 'GenericAccessResource' },
      },
    ]);
    const byRole = await json('/info/roles/resources?role=dagl&variant=AS');
    expect(byRole.map((one: { refId: string }) => one.refId)).toEqual(
      expect.arrayContaining(['app_ttd_demo', 'skogdir-felling', 'ttd-lonnsrapport']),
    );
    const [role, ...more] = await json('/info/roles/urn:altinn:external-role:ccr:regnskapsforer');
    expect(more).toEqual([]);
    expect(await json(`/info/roles/${role.id}/resources`)).toEqual([]);
    const withPackages = await json(`/info/roles/${role.id}/resources?includePackageResources=true&variant=AS`);
    expect(withPackages.map((one: { refId: string }) => one.refId)).toEqual(['ttd-lonnsrapport']);
  });

  it('gives the packages of a role for an organisation form', async () => {
    const count = async (variant: string) =>
      (await json(`/info/roles/packages?role=ff%C3%B8r&variant=${variant}`)).length;
    const nuf = (await json('/info/roles/packages?role=forretningsforer&variant=NUF')).length;
    expect(nuf).toBeGreaterThan((await json('/info/roles/packages?role=forretningsforer&variant=BRL')).length);
    expect(await count('NUF')).toBe(nuf);
    expect((await get('/info/roles/packages?role=dagl&variant=XYZ')).statusCode).toBe(404);
    const [first] = await json('/info/roles/packages?role=regn&variant=AS&includeResources=true');
    expect(first.resources).toBeInstanceOf(Array);
  });

  it('gives every role, with its legacy code and provider', async () => {
    const roles = await json('/info/roles');
    expect(roles).toHaveLength(148);
    expect(roles.find((one: { code: string }) => one.code === 'daglig-leder')).toMatchObject({
      urn: 'urn:altinn:external-role:ccr:daglig-leder',
      legacyRoleCode: 'dagl',
      legacyUrn: 'urn:altinn:rolecode:dagl',
      isKeyRole: true,
      isRevocable: false,
      provider: { code: 'sys-ccr', name: 'Enhetsregisteret' },
    });
  });

  it('gives groups, areas and the whole tree', async () => {
    const groups = await json('/info/accesspackages/group');
    expect(groups).toHaveLength(5);
    const areas = await json(`/info/accesspackages/group/${groups[0].id}/areas`);
    expect(await json(`/info/accesspackages/area/${areas[0].id}`)).toEqual(areas[0]);
    const packages = await json(`/info/accesspackages/area/${areas[0].id}/packages`);
    expect(packages.length).toBe(areas[0].packages.length);
    const tree = await json('/info/accesspackages/export');
    const all = tree.flatMap((group: { areas: { packages: object[] }[] }) =>
      group.areas.flatMap((area) => area.packages),
    );
    expect(all).toHaveLength(223);
    const forms: readonly { name: string; typeId: string; type: { id: string } }[] =
      await json('/types/organization/subtypes');
    expect(forms.map((one) => one.name)).toEqual(expect.arrayContaining(['AS', 'ENK', 'NUF']));
    expect(forms.filter((one) => one.typeId !== '8c216e2f-afdd-4234-9ba2-691c727bb33d')).toEqual([]);
  });

  it('searches packages, best first', async () => {
    const hits = await json('/info/accesspackages/search?term=skogbruk');
    expect(hits[0]).toMatchObject({ object: { urn: SKOGBRUK } });
    expect(hits[0].fields.map(({ field, score }: { field: string; score: number }) => [field, score])).toEqual([
      ['name.prefix', 100],
      ['name', 50],
      ['description', 10],
      ...hits[0].fields.slice(3).map(({ field, score }: { field: string; score: number }) => [field, score]),
    ]);
    const scores = (await json('/info/accesspackages/search?term=skatt')).map((one: { score: number }) => one.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[0]).toBeGreaterThan(scores.at(-1));
    expect(await json('/info/accesspackages/search')).toHaveLength(223);
    expect(await json('/info/accesspackages/search?typeName=Person')).toHaveLength(76);
    const owned = await json('/info/accesspackages/search?resourceProviderCode=skogdir&searchInResources=true');
    expect(owned.map((one: { object: { urn: string } }) => one.object.urn)).toEqual(
      expect.arrayContaining([SKOGBRUK, 'urn:altinn:accesspackage:maskinporten-administrator']),
    );
    expect(await json('/info/accesspackages/search?typeName=organization')).toHaveLength(147);
    expect((await get('/info/accesspackages/search?typeName=nothing')).statusCode).toBe(204);
    expect((await get('/info/accesspackages/search?strict=perhaps')).statusCode).toBe(400);
  });

  it('searches by one word of several, by all of them, and with letters in another order (altinn-pdp#82)', async () => {
    const urns = async (query: Record<string, string>) => {
      const { statusCode, body } = await get(`/info/accesspackages/search?${new URLSearchParams(query)}`);
      const hits: { object: { urn: string } }[] = statusCode === 204 ? [] : JSON.parse(body);
      return hits.map((one) => one.object.urn);
    };
    expect(await urns({ term: 'skogbr qqqqzzzz' })).toContain(SKOGBRUK);
    expect(await urns({ term: 'skogbr qqqqzzzz', strict: 'true' })).toEqual([]);
    for (const term of ['skogburk', 'skgobruk', 'skogbru', 'SKOGBRUKK']) {
      expect((await urns({ term, simpleSearch: 'false' }))[0], term).toBe(SKOGBRUK);
    }
    expect(await urns({ term: 'skogburk' })).toEqual([]);
    expect(await urns({ term: 'xyzzyx', simpleSearch: 'false' })).toEqual([]);
    const name = (await json(`/info/accesspackages/package/urn/skogbruk`)).resources[0].name;
    expect(await urns({ term: name, searchInResources: 'true', strict: 'true' })).toContain(SKOGBRUK);
    expect(await urns({ term: name, searchInResources: 'true', simpleSearch: 'false' })).toContain(SKOGBRUK);
    expect(await urns({ term: 'skogbruk', resourceProviderCode: 'SKOG' })).toContain(SKOGBRUK);
    expect(await urns({ term: 'skogbruk', resourceProviderCode: 'ttd' })).not.toContain(SKOGBRUK);
  });

  it('searches for whatever is sent in good time (altinn-pdp#82)', async () => {
    for (const term of ['a '.repeat(1500), 'a'.repeat(3000), '🌲'.repeat(300), '%', '(('])
      for (const simpleSearch of ['true', 'false']) {
        const query = new URLSearchParams({ term, simpleSearch, searchInResources: 'true' });
        const { statusCode } = await get(`/info/accesspackages/search?${query}`);
        expect([200, 204], term.slice(0, 20)).toContain(statusCode);
      }
  });

  it('speaks the language that Accept-Language asks for', async () => {
    const name = async (language: string) =>
      (await json('/info/accesspackages/package/urn/skogbruk', { 'accept-language': language })).name;
    expect(await name('en')).toBe('Forestry');
    expect(await name('nb-NO,en;q=0.5')).toBe('Skogbruk');
    expect(await name('de, en;q=0.4, nn;q=0.8')).toBe('Skogbruk');
    expect(languageOf('de, en;q=0.4, nn;q=0.8')).toBe('nn');
    expect(languageOf('en;q=0, *')).toBe('nb');
    expect(languageOf(undefined)).toBe('nb');
    expect(languageOf('no')).toBe('nb');
  });
});
