import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../authorization/harness.ts';
import { writePolicy } from './index.ts';

const BASE = '/resourceregistry/api/v1/resource';
const text = (nb: string) => ({ nb, nn: nb, en: nb });
const RESOURCE = {
  identifier: 'skogdir-planting',
  title: text('Planting'),
  description: text('Melding om planting'),
  rightDescription: text('Gir rett til å melde'),
  resourceType: 'GenericAccessResource',
  hasCompetentAuthority: { organization: '310013579', orgcode: 'skogdir', name: text('Skogdirektoratet') },
};
const POLICY = writePolicy({
  resourceId: 'skogdir-planting',
  rules: [{ subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'] }],
});

let harness: Harness;
let owner: string;
beforeAll(async () => {
  harness = await startHarness();
  owner = await tokenOf('310013579', 'altinn:resourceregistry/resource.write');
});
afterAll(() => harness.close());

const tokenOf = (organization: string, scope: string) =>
  harness.token(scope, { consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${organization}` } });

const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, token?: string, body?: unknown) =>
  harness.app.inject({
    method,
    url: `${BASE}${path}`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { payload: body as object }),
  });

const upload = (id: string, token: string, xml: string, field = 'policyFile', method: 'POST' | 'PUT' = 'POST') => {
  const boundary = 'x-boundary-x';
  return harness.app.inject({
    method,
    url: `${BASE}/${id}/policy`,
    headers: { authorization: `Bearer ${token}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="policy.xml"\r\ncontent-type: application/xml\r\n\r\n${xml}\r\n--${boundary}--\r\n`,
  });
};

describe('reading the registry', () => {
  it('gives a policy as XML to anyone, also under app_{org}_{app} (altinn-pdp#53)', async () => {
    for (const id of ['skogdir-felling', 'app_ttd_demo']) {
      const answer = await send('GET', `/${id}/policy`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('application/xml; charset=utf-8');
      expect(answer.body).toContain(`PolicyId="urn:altinn:resource:policyid:${id}:1"`);
    }
    expect((await send('GET', '/nothing-here/policy')).statusCode).toBe(404);
  });

  it('gives a resource, and an earlier version of it', async () => {
    expect((await send('GET', '/skogdir-felling')).json()).toMatchObject({
      identifier: 'skogdir-felling',
      versionId: 1,
      hasCompetentAuthority: { orgcode: 'skogdir' },
    });
    expect((await send('GET', '/skogdir-felling?versionId=1')).statusCode).toBe(200);
    expect((await send('GET', '/skogdir-felling?versionId=99')).statusCode).toBe(404);
    expect((await send('GET', '/skogdir-felling?versionId=x')).statusCode).toBe(400);
    expect((await send('GET', '/nothing-here')).statusCode).toBe(404);
  });

  it('tells whom a policy names, its rules, and its rights with their keys', async () => {
    const subjects = (await send('GET', '/skogdir-felling/policy/subjects')).json();
    expect(subjects.data).toContainEqual({
      type: 'urn:altinn:rolecode',
      value: 'dagl',
      urn: 'urn:altinn:rolecode:dagl',
    });
    const rules = (await send('GET', '/skogdir-felling/policy/rules')).json();
    expect(rules).toHaveLength(5);
    for (const version of ['v1', 'v2']) {
      const url = `/resourceregistry/api/${version}/resource/skogdir-felling/policy/rights`;
      const rights = (await harness.app.inject(url)).json();
      expect(rights.map((one: { action: { value: string } }) => one.action.value)).toEqual(['read', 'write']);
      expect(rights[0].rightKey).toMatch(/^read;skogdir-felling;[0-9a-f]{32}$/);
      expect(rights[0].subjectTypes).toEqual(['urn:altinn:rolecode', 'urn:altinn:accesspackage', 'urn:altinn:org']);
    }
  });

  it('lists and searches resources', async () => {
    const ids = async (path: string) =>
      (await send('GET', path)).json<{ identifier: string }[]>().map((one) => one.identifier);
    expect(await ids('/resourcelist')).toEqual(expect.arrayContaining(['skogdir-felling', 'app_ttd_demo']));
    expect(await ids('/resourcelist?includeApps=false')).not.toContain('app_ttd_demo');
    expect((await send('GET', '/resourcelist?includeApps=perhaps')).statusCode).toBe(400);
    expect(await ids('/Search?id=felling')).toEqual(['skogdir-felling']);
    expect(await ids('/search?id=felling')).toEqual(['skogdir-felling']);
    expect(await ids('/Search?resourceType=consent')).toEqual(['digdir-samtykke-inntekt']);
  });
});

describe('writing the registry', () => {
  it('is added by one of those who add it at once, and changed by all who change it at once', async () => {
    const made = { ...RESOURCE, identifier: 'om-kapp-registrert' };
    const added = await Promise.all([1, 2, 3].map(() => send('POST', '', owner, made)));
    expect(added.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409]);
    const changed = await Promise.all(
      [1, 2, 3].map((n) => send('PUT', '/om-kapp-registrert', owner, { ...made, title: text(`Nummer ${n}`) })),
    );
    expect(changed.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect((await send('GET', '/om-kapp-registrert')).json()).toMatchObject({ versionId: 4 });
    expect((await send('DELETE', '/om-kapp-registrert', owner)).statusCode).toBe(204);
  });

  it('adds a resource, and answers 409 to one that exists (altinn-pdp#54)', async () => {
    const added = await send('POST', '', owner, RESOURCE);
    expect(added.statusCode, added.body).toBe(201);
    expect(added.json()).toMatchObject({
      identifier: 'skogdir-planting',
      versionId: 1,
      delegable: true,
      visible: true,
    });
    const again = await send('POST', '', owner, { ...RESOURCE, title: text('Annet') });
    expect(again.statusCode).toBe(409);
    expect((await send('GET', '/skogdir-planting')).json()).toMatchObject({ title: text('Planting'), versionId: 1 });
  });

  it('refuses an identifier with upper-case letters or fewer than four characters (altinn-pdp#55)', async () => {
    for (const identifier of ['Skogdir-planting', 'abc', 'med mellomrom', 'a/b/c', '', 7, undefined, 'x'.repeat(201)]) {
      const answer = await send('POST', '', owner, { ...RESOURCE, identifier });
      expect(answer.statusCode, String(identifier)).toBe(400);
      expect(Object.keys(answer.json().errors)).toContain('identifier');
    }
  });

  it("takes its owner's name by language, as texts", async () => {
    const named = (identifier: string, name: unknown) =>
      send('POST', '', owner, {
        ...RESOURCE,
        identifier,
        hasCompetentAuthority: { ...RESOURCE.hasCompetentAuthority, name },
      });
    for (const name of ['Skogdirektoratet', ['nb'], { nb: 7 }]) {
      const answer = await named('skogdir-navn', name);
      expect(answer.statusCode, JSON.stringify(name)).toBe(400);
      expect(Object.keys(answer.json().errors)).toEqual(['hasCompetentAuthority.name']);
    }
    expect((await named('skogdir-navn', { nb: 'Skogdirektoratet' })).statusCode).toBe(201);
    expect((await named('skogdir-navnlos', null)).statusCode).toBe(201);
    const halfNamed = await named('skogdir-halvt-navn', { nb: 'Skogdirektoratet', en: null });
    expect(halfNamed.statusCode, halfNamed.body).toBe(201);
  });

  it('takes an access list mode that is one, and none for Disabled', async () => {
    const resource = { ...RESOURCE, identifier: 'skogdir-modus' };
    expect((await send('POST', '', owner, { ...resource, accessListMode: ['Enabled'] })).statusCode).toBe(400);
    const added = await send('POST', '', owner, { ...resource, accessListMode: null });
    expect(added.json()).toMatchObject({ accessListMode: 'Disabled' });
  });

  it('names every problem at once', async () => {
    const bad = {
      ...RESOURCE,
      identifier: 'app_skogdir_planting',
      title: { nb: 'Bare bokmål' },
      resourceType: 'Default',
      rightDescription: undefined,
      hasCompetentAuthority: { organization: '12', orgcode: 'skog dir' },
      accessListMode: 'Maybe',
      delegable: 'yes',
      availableForType: ['Robot'],
      resourceReferences: [{ referenceType: 'Nothing' }],
    };
    const { errors } = (await send('POST', '', owner, bad)).json();
    expect(Object.keys(errors).sort()).toEqual([
      'accessListMode',
      'availableForType',
      'delegable',
      'hasCompetentAuthority.organization',
      'hasCompetentAuthority.orgcode',
      'identifier',
      'resourceReferences[0].reference',
      'resourceReferences[0].referenceType',
      'resourceType',
      'rightDescription',
      'title.en',
      'title.nn',
    ]);
    const schema = { ...RESOURCE, resourceType: 'MaskinportenSchema' };
    expect(Object.keys((await send('POST', '', owner, schema)).json().errors)).toEqual(['resourceReferences']);
    const service = { ...RESOURCE, identifier: 'se_1_2' };
    expect(Object.keys((await send('POST', '', owner, service)).json().errors)).toEqual(['identifier']);
  });

  it('lets only the competent authority’s organisation, or the admin scope, write (altinn-pdp#57)', async () => {
    const resource = { ...RESOURCE, identifier: 'skogdir-rydding' };
    const other = await tokenOf('310019747', 'altinn:resourceregistry/resource.write');
    expect((await send('POST', '', undefined, resource)).statusCode).toBe(401);
    expect((await send('POST', '', await tokenOf('310013579', 'altinn:instances.read'), resource)).statusCode).toBe(
      403,
    );
    expect((await send('POST', '', other, resource)).statusCode).toBe(403);
    expect((await send('GET', '/skogdir-rydding')).statusCode).toBe(404);
    const admin = await tokenOf('310019747', 'altinn:resourceregistry/resource.admin');
    expect((await send('POST', '', admin, resource)).statusCode).toBe(201);
    // Not by calling it one's own, either.
    const taken = { ...resource, hasCompetentAuthority: { organization: '310007404', orgcode: 'digdir' } };
    expect((await send('PUT', '/skogdir-rydding', other, taken)).statusCode).toBe(403);
    expect((await send('PUT', '/skogdir-rydding', owner, taken)).statusCode).toBe(403);
    expect((await send('DELETE', '/skogdir-rydding', other)).statusCode).toBe(403);
    expect((await upload('skogdir-rydding', other, POLICY)).statusCode).toBe(403);
    const ofTtd = {
      ...resource,
      identifier: 'ttd-hva-som-helst',
      hasCompetentAuthority: { organization: '310001236', orgcode: 'ttd' },
    };
    expect((await send('POST', '', other, ofTtd)).statusCode).toBe(201);
  });

  it('changes a resource, and refuses a body about another one', async () => {
    const changed = { ...RESOURCE, status: 'Deprecated' };
    expect((await send('PUT', '/skogdir-planting', owner, changed)).json()).toMatchObject({
      status: 'Deprecated',
      versionId: 2,
    });
    expect((await send('PUT', '/skogdir-felling', owner, changed)).statusCode).toBe(400);
    expect((await send('PUT', '/nothing-here', owner, changed)).statusCode).toBe(404);
  });

  it('takes a policy as the multipart field policyFile and answers 201 (altinn-pdp#58)', async () => {
    for (const method of ['POST', 'PUT'] as const)
      expect((await upload('skogdir-planting', owner, POLICY, 'policyFile', method)).statusCode).toBe(201);
    expect((await send('GET', '/skogdir-planting/policy')).body).toBe(POLICY);
    expect((await upload('skogdir-planting', owner, POLICY, 'file')).statusCode).toBe(400);
    expect((await upload('nothing-here', owner, POLICY)).statusCode).toBe(404);
    expect((await send('POST', '/skogdir-planting/policy', owner, { policyFile: POLICY })).statusCode).toBe(415);
  });

  it('takes the policy by the part’s name, with a file name or without, and among other parts', async () => {
    const send = (body: string, type = 'multipart/form-data; boundary="b"') =>
      harness.app.inject({
        method: 'PUT',
        url: `${BASE}/skogdir-planting/policy`,
        headers: { authorization: `Bearer ${owner}`, 'content-type': type },
        payload: body,
      });
    const part = (disposition: string, text = POLICY, type = 'Content-Type: application/xml\r\n') =>
      `--b\r\n${type}Content-Disposition: form-data; ${disposition}\r\n\r\n${text}\r\n`;
    for (const body of [
      part('name=policyFile'),
      part('name="policyFile"', POLICY, ''),
      part('name=policyFile; filename=policy.xml'),
      part('name="policyFile"; filename*=UTF-8\'\'policy%20%C3%A6.xml'),
      `${part('name=comment', 'first', '')}${part('name=policyFile')}`,
    ])
      expect([body, (await send(`${body}--b--`)).statusCode]).toEqual([body, 201]);
    expect((await send('', '/skogdir-planting/policy')).statusCode).toBe(415);
    for (const [body, type] of [
      ['garbage'],
      [part('name=policyFile')],
      [`${part('name=policyFile')}--b--`, 'multipart/form-data'],
      [`${part('name=policyFile')}${part('name=policyFile')}--b--`],
      ['--b--'],
      [''],
    ] as const)
      expect([body, (await send(body, type)).statusCode]).toEqual([body, 400]);
  });

  it('answers 400 with line and column to a policy that is not usable, and keeps the one it had', async () => {
    const broken = POLICY.replace('string-equal-ignore-case', 'string-equal-by-guess');
    const answer = await upload('skogdir-planting', owner, broken);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    expect(answer.json().errors.policyFile[0]).toContain('string-equal-by-guess');
    const stray = POLICY.replaceAll('>skogdir-planting<', '>skogdir-felling<');
    expect((await upload('skogdir-planting', owner, stray)).statusCode).toBe(400);
    for (const bad of ['', 'text', '<a/>', '\u0000', `<!DOCTYPE a>${POLICY}`])
      expect((await upload('skogdir-planting', owner, bad)).statusCode, bad.slice(0, 20)).toBe(400);
    const huge = await upload('skogdir-planting', owner, `${POLICY}<!--${'x'.repeat(1_000_000)}-->`);
    expect(huge.statusCode).toBe(413);
    expect((await send('GET', '/skogdir-planting/policy')).body).toBe(POLICY);
  });

  it('deletes a resource with its policy', async () => {
    expect((await send('DELETE', '/skogdir-planting', owner)).statusCode).toBe(204);
    for (const path of ['', '/policy']) expect((await send('GET', `/skogdir-planting${path}`)).statusCode).toBe(404);
    expect((await send('DELETE', '/skogdir-planting', owner)).statusCode).toBe(404);
  });
});

describe('policies in the forms that real ones have', () => {
  const STRING = 'http://www.w3.org/2001/XMLSchema#string';
  const CATEGORY = {
    subject: 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject',
    resource: 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource',
    action: 'urn:oasis:names:tc:xacml:3.0:attribute-category:action',
  };
  const match = (category: keyof typeof CATEGORY, id: string, value: string) =>
    `<Match MatchId="urn:oasis:names:tc:xacml:3.0:function:string-equal-ignore-case"><AttributeValue DataType="${STRING}">${value}</AttributeValue><AttributeDesignator AttributeId="${id}" Category="${CATEGORY[category]}" DataType="${STRING}" MustBePresent="false"/></Match>`;
  const subject = match('subject', 'urn:altinn:rolecode', 'DAGL');
  const resource = match('resource', 'urn:altinn:resource', 'skogdir-felling');
  const task = (value: string) => match('resource', 'urn:altinn:task', value);
  const action = (value: string) => match('action', 'urn:oasis:names:tc:xacml:1.0:action:action-id', value);
  /** Each argument is an AnyOf, as its alternatives. */
  const rule = (id: string, ...anyOf: readonly (readonly string[])[]) =>
    `<Rule RuleId="${id}" Effect="Permit"><Target>${anyOf.map((one) => `<AnyOf>${one.map((all) => `<AllOf>${all}</AllOf>`).join('')}</AnyOf>`).join('')}</Target></Rule>`;
  const policy = (...rules: string[]) =>
    `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="p" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides"><Target/>${rules.join('')}</Policy>`;

  async function may(box: Harness, name: string, more: readonly object[] = []): Promise<boolean> {
    const value = (AttributeId: string, Value: string) => ({ AttributeId, Value });
    const answer = await box.app.inject({
      method: 'POST',
      url: '/authorization/api/v1/authorize',
      headers: {
        authorization: `Bearer ${await box.token('altinn:authorization/authorize')}`,
        'content-type': 'application/json',
      },
      payload: {
        Request: {
          AccessSubject: [{ Attribute: [value('urn:altinn:person:identifier-no', '01816010027')] }],
          Action: [{ Attribute: [value('urn:oasis:names:tc:xacml:1.0:action:action-id', name)] }],
          Resource: [
            {
              Attribute: [
                value('urn:altinn:resource', 'skogdir-felling'),
                value('urn:altinn:organization:identifier-no', '310044423'),
                ...more,
              ],
            },
          ],
        },
      },
    });
    return answer.json().response[0].decision === 'Permit';
  }
  const rights = async (box: Harness) =>
    (await box.app.inject(`${BASE}/skogdir-felling/policy/rights`))
      .json<{ action: { value: string }; resource: { value: string }[] }[]>()
      .map((one) => [one.action.value, one.resource.map((each) => each.value).join('+')]);

  it('counts an AnyOf that mixes categories: taken, listed and decided alike (altinn-pdp#71)', async () => {
    const xml = policy(rule('r', [subject], [resource + action('read')]));
    const stored = await upload('skogdir-felling', owner, xml);
    expect(stored.statusCode, stored.body).toBe(201);
    expect(stored.headers).not.toHaveProperty('portvakt-policy-warnings');
    expect(await rights(harness)).toEqual([['read', 'skogdir-felling']]);
    expect((await send('GET', '/skogdir-felling/policy/rules')).json()).toHaveLength(1);
    expect([await may(harness, 'read'), await may(harness, 'write')]).toEqual([true, false]);
  });

  it('lists each subject once, in small letters, also when they are to be read anew, and 404 for none (altinn-pdp#71)', async () => {
    const roles = ['DAGL', 'dagl', 'Lede'].map((role) => subject.replace('DAGL', role));
    const stored = await upload('skogdir-felling', owner, policy(rule('r', roles, [resource], [action('read')])));
    expect(stored.statusCode, stored.body).toBe(201);
    const subjects = async (query: string) =>
      (await send('GET', `/skogdir-felling/policy/subjects${query}`)).json<{ data: { urn: string }[] }>();
    const listed = (await subjects('')).data.map(({ urn }) => urn);
    expect(listed).toEqual(['urn:altinn:rolecode:dagl', 'urn:altinn:rolecode:lede']);
    expect(await subjects('?reloadFromXacml=true')).toEqual(await subjects('?reloadfromxacml=False'));
    expect((await send('GET', '/skogdir-felling/policy/subjects?reloadFromXacml=perhaps')).statusCode).toBe(400);
    await upload('skogdir-felling', owner, policy(rule('r', [resource], [action('read')])));
    for (const id of ['skogdir-felling', 'app_ttd_none'])
      expect((await send('GET', `/${id}/policy/subjects?reloadFromXacml=true`)).statusCode).toBe(404);
  });

  it('takes two rules with one RuleId, and says so in a header (altinn-pdp#72)', async () => {
    const xml = policy(
      rule('r', [subject], [resource], [action('read')]),
      rule('r', [subject], [resource], [action('sign')]),
    );
    const stored = await upload('skogdir-felling', owner, xml);
    expect([stored.statusCode, stored.body]).toEqual([201, '']);
    expect(stored.headers['portvakt-policy-warnings']).toMatch(/^duplicate-rule-id;line=1;column=\d+$/);
    expect([await may(harness, 'read'), await may(harness, 'sign')]).toEqual([true, true]);
    expect((await rights(harness)).map(([name]) => name)).toEqual(['read', 'sign']);
  });

  it('reads several AnyOf of one category as the standard, or as Altinn when asked to (altinn-pdp#73)', async () => {
    const xml = policy(rule('r', [subject], [resource], [task('Task_1'), task('Task_2')], [action('read')]));
    const inTask = [{ AttributeId: 'urn:altinn:task', Value: 'Task_1' }];
    const altinn = await startHarness({ policyReading: 'altinn' });
    try {
      for (const [box, anywhere, listed] of [
        [
          harness,
          false,
          [
            ['read', 'skogdir-felling+Task_1'],
            ['read', 'skogdir-felling+Task_2'],
          ],
        ],
        [
          altinn,
          true,
          [
            ['read', 'skogdir-felling'],
            ['read', 'Task_1'],
            ['read', 'Task_2'],
          ],
        ],
      ] as const) {
        let warnings: readonly unknown[] = [];
        await box.database.transaction(async (trx, announce) => {
          warnings = (await box.resources.savePolicy(trx, announce, 'skogdir-felling', xml)).document.warnings;
        });
        expect(warnings).toMatchObject([{ code: 'altinn-alternatives' }]);
        expect([await may(box, 'read'), await may(box, 'read', inTask)]).toEqual([anywhere, true]);
        expect(await rights(box)).toEqual(listed);
      }
    } finally {
      await altinn.close();
    }
  });
});
