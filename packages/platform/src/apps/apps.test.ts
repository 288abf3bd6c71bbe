import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signJws } from '../foundation/index.ts';
import { startPlatform } from '../server.ts';
import { APP, appFiles, bpmnOf, bpmnTask, DIRECTOR, flow, OWNER, policyOf, RULES, STEPS } from '../testing/apps.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import type { AppFiles } from './files.ts';

const PERSON = '01816010027';
const ORGANIZATION = '310044423';
const READ_WRITE = ['altinn:instances.read', 'altinn:instances.write'];

let box: Sandbox;
let token: string;
let studio: string;
beforeAll(async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  box = await startSandbox({ trustedKeys: { studio: [String(publicKey.export({ type: 'spki', format: 'pem' }))] } });
  token = await box.personToken(PERSON);
  const exp = Math.floor(box.platform.clock.now() / 1000) + 300;
  const own = await signJws({ alg: 'RS256' }, { iss: 'studio', 'urn:altinn:app': 'studio.designer', exp }, privateKey);
  studio = (await box.call('GET', '/authentication/api/v1/exchange/altinnstudio', { token: own })).text;
});
afterAll(() => box.stop());

const add = (files: AppFiles) =>
  box.call<{ id: string; findings: { code: string }[] }>('POST', '/sandbox/apps', { body: { files } });
const list = async () => (await box.call<{ id: string; brought: boolean }[]>('GET', '/sandbox/apps')).body;
const create = (app: string, more: object = {}) =>
  box.call<{ id: string; process: { currentTask: { elementId: string } }; data: { dataType: string }[] }>(
    'POST',
    `/${app}/instances`,
    { token, body: { instanceOwner: { organisationNumber: ORGANIZATION }, ...more } },
  );

describe('an app that is brought in', () => {
  it('is there on both surfaces, and is driven to its end past what the app does itself (altinn-instances#92)', async () => {
    expect(await add(appFiles())).toMatchObject({ status: 201, body: { id: 'ttd/soknad', findings: [] } });
    expect(await list()).toContainEqual(expect.objectContaining({ id: 'ttd/soknad', title: 'Søknad', brought: true }));
    expect((await box.call('GET', '/ttd/soknad/api/v1/applicationmetadata')).body).toMatchObject({ id: 'ttd/soknad' });
    expect((await box.call('GET', '/storage/api/v1/applications/ttd/soknad')).body).toMatchObject({ org: 'ttd' });
    expect((await box.call('GET', '/resourceregistry/api/v1/resource/app_ttd_soknad')).status).toBe(200);
    const { status, body } = await create('ttd/soknad');
    expect(status).toBe(201);
    expect(body).toMatchObject({ process: { currentTask: { elementId: 'Task_1' } }, data: [{ dataType: 'skjema' }] });
    const at = `/ttd/soknad/instances/${body.id}`;
    const upload = {
      token,
      raw: 'hei',
      headers: { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename=a.txt' },
    };
    expect((await box.call('POST', `${at}/data?dataType=vedlegg`, upload)).status).toBe(201);
    // Past the service task, which nobody stands in.
    const next = (action?: string) =>
      box.call('PUT', `${at}/process/next`, { token, ...(action ? { body: { action } } : {}) });
    expect((await next()).body).toMatchObject({ currentTask: { elementId: 'Task_2', flow: 4 } });
    expect((await next('reject')).body).toMatchObject({ currentTask: { elementId: 'Task_1' } });
    await next();
    expect((await next()).body).toMatchObject({ endEvent: 'Slutt' });
    const stored = await box.call('GET', `/storage/api/v1/instances/${body.id}`, { token });
    expect(stored.body).toMatchObject({
      appId: 'ttd/soknad',
      status: { isArchived: true },
      process: { startEvent: 'Start' },
    });
    const history = await box.call<{ processHistory: { elementId: string }[] }>('GET', `${at}/process/history`, {
      token,
    });
    expect(history.body.processHistory.map(({ elementId }) => elementId)).toEqual([
      'Start',
      'Task_1',
      'Pdf',
      'Task_2',
      'Slutt',
    ]);
  });

  it('is not held up by what its own code would write, and ends where its process does (altinn-instances#93)', async () => {
    const signing = bpmnTask(
      'Task_2',
      'signing',
      'task',
      '<altinn:signatureDataType>signatur</altinn:signatureDataType>',
    );
    const more = [bpmnTask('Task_3', 'data'), flow('Gateway', 'Task_3'), flow('Task_3', 'Slutt')];
    const process = bpmnOf([...STEPS.map((step) => (step.includes('id="Task_2"') ? signing : step)), ...more]);
    const dataTypes = [{ id: 'signatur', taskId: 'Task_2', minCount: 1, allowedContributors: ['app:owned'] }];
    const metadata = JSON.stringify({ id: 'ttd/signert', org: 'ttd', dataTypes });
    const policy = policyOf([{ subjects: [DIRECTOR, OWNER], actions: ['read', 'write', 'instantiate', 'sign'] }]);
    expect(await add(appFiles({ metadata, process, policy }))).toMatchObject({ status: 201, body: { findings: [] } });
    const { id } = (await create('ttd/signert')).body;
    const ended = await box.call('PUT', `/ttd/signert/instances/${id}/process/completeProcess`, { token });
    expect(ended.body).toMatchObject({ endEvent: 'Slutt' });
  });

  it('is replaced by its next version, and instances go on by that', async () => {
    await add(appFiles({ name: 'ttd/versjon' }));
    const { body } = await create('ttd/versjon');
    await add(appFiles({ name: 'ttd/versjon', policy: policyOf([{ subjects: [OWNER], actions: ['read', 'write'] }]) }));
    expect((await box.call('GET', `/ttd/versjon/instances/${body.id}`, { token })).status).toBe(403);
    expect((await create('ttd/versjon')).status).toBe(403);
  });

  it('of a service owner that the sandbox has not gets one', async () => {
    const { body } = await add(appFiles({ name: 'ssb/ra-0001' }));
    expect(body.findings).toMatchObject([{ code: 'owner-made' }]);
    expect((await create('ssb/ra-0001')).status).toBe(201);
    expect((await add(appFiles({ name: 'ssb/ra-0002' }))).body.findings).toEqual([]);
  });

  it('is there after a reset too, and gone when it is removed', async () => {
    await add(appFiles({ name: 'skatt/igjen' }));
    expect((await box.call('POST', '/sandbox/reset')).status).toBe(204);
    token = await box.personToken(PERSON);
    expect((await create('skatt/igjen')).status).toBe(201);
    const { id } = (await create('skatt/igjen')).body;
    expect((await box.call('DELETE', '/sandbox/apps/skatt/igjen')).status).toBe(204);
    expect((await box.call('DELETE', '/sandbox/apps/skatt/igjen')).status).toBe(404);
    expect((await list()).map((one) => one.id)).not.toContain('skatt/igjen');
    expect((await create('skatt/igjen')).status).toBe(404);
    expect((await box.call('PUT', `/skatt/igjen/instances/${id}/process/next`, { token })).status).toBe(404);
    expect((await box.call('GET', '/resourceregistry/api/v1/resource/app_skatt_igjen')).status).toBe(404);
  });

  it('leaves nothing behind when it is refused', async () => {
    const before = await list();
    const refused = await add(appFiles({ name: 'ttd/halv', process: '<!DOCTYPE a><a/>' }));
    expect(refused).toMatchObject({ status: 400, body: { findings: [{ code: 'process-unreadable' }] } });
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('DTD') });
    expect(await list()).toEqual(before);
    expect((await box.call('GET', '/resourceregistry/api/v1/resource/app_ttd_halv')).status).toBe(404);
  });

  it.each([
    ['no files', {}],
    ['a list of files', { files: [] }],
    ['files that are none', { files: { 'config/applicationmetadata.json': 1 } }],
    ['too many files', { files: Object.fromEntries(Array.from({ length: 61 }, (_, index) => [`${index}`, ''])) }],
    ['a file that is too long', { files: { 'config/applicationmetadata.json': ' '.repeat(1_000_001) } }],
    ['paths that climb', { files: { '../../../../etc/passwd': 'x', '/etc/config/applicationmetadata.json': '{}' } }],
    ['a member that every object has', { files: JSON.parse('{"__proto__":"x"}') }],
  ])('is refused with %s', async (_, body) => {
    expect((await box.call('POST', '/sandbox/apps', { body })).status).toBe(400);
  });

  it('is not for pages of other sites', async () => {
    const headers = { origin: 'https://evil.example' };
    expect((await box.call('POST', '/sandbox/apps', { body: { files: {} }, headers })).status).toBe(403);
  });
});

describe('what is sent to an app', () => {
  it('is refused when it is too much, and leaves nothing and no less room', async () => {
    await add(appFiles({ name: 'ttd/stor' }));
    const { id } = (await create('ttd/stor')).body;
    const at = `/ttd/stor/instances/${id}`;
    const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename=a.txt' };
    const large = { token, headers, raw: Buffer.alloc(26 * 1024 * 1024) };
    expect((await box.call('POST', `${at}/data?dataType=vedlegg`, large)).status).toBe(413);
    for (const name of ['../../etc/passwd.txt', '..%2f..%2fx.txt', 'C:\\x.txt']) {
      const sent = {
        token,
        raw: 'x',
        headers: { ...headers, 'content-disposition': `attachment; filename="${name}"` },
      };
      const { status, text } = await box.call('POST', `${at}/data?dataType=vedlegg`, sent);
      expect([201, 400, 409]).toContain(status);
      expect(text).not.toMatch(/"filename":"[^"]*\//);
    }
    const shown = await box.call<{ data: { dataType: string }[] }>('GET', at, { token });
    expect(shown.body.data.filter(({ dataType }) => dataType === 'vedlegg').length).toBeLessThanOrEqual(2);
  });

  it('by a foreign party is refused', async () => {
    const stranger = await box.personToken('21838810052');
    const body = { instanceOwner: { organisationNumber: ORGANIZATION } };
    expect((await box.call('POST', '/ttd/stor/instances', { token: stranger, body })).status).toBe(403);
    const { id } = (await create('ttd/stor')).body;
    expect((await box.call('GET', `/ttd/stor/instances/${id}`, { token: stranger })).status).toBe(403);
    // Another app's id is none of this one.
    expect((await box.call('GET', `/ttd/demo/instances/${id}`, { token })).status).toBe(404);
  });
});

describe('what Altinn Studio publishes', () => {
  const metadata = {
    id: 'ttd/utgitt',
    org: 'ttd',
    versionId: 'abc1234',
    title: { nb: 'Utgitt' },
    dataTypes: [{ id: 'skjema', taskId: 'Task_1', allowedContentTypes: ['application/xml'], maxSize: null }],
  };
  const POLICY = '/authorization/api/v1/policies?org=ttd&app=utgitt';

  it('is metadata, the policy and texts, with the token of the studio alone (altinn-instances#87)', async () => {
    const at = '/storage/api/v1/applications?appId=ttd/utgitt';
    for (const other of [undefined, token, await box.altinnToken('310001236', READ_WRITE)]) {
      const status = other === undefined ? 401 : 403;
      const asked = other === undefined ? {} : { token: other };
      expect((await box.call('POST', at, { ...asked, body: metadata })).status).toBe(status);
    }
    const published = await box.call('POST', at, { token: studio, body: metadata });
    expect(published).toMatchObject({ status: 201, body: { id: 'ttd/utgitt', versionId: 'abc1234' } });
    expect(published.headers.get('location')).toBe('ttd/utgitt');
    // As the file lies in the repository: with the mark of its byte order, and what the studio puts in place of [ORG] and [APP].
    const xml = policyOf(RULES).replaceAll('[ORG]', 'ttd').replaceAll('[org]', 'ttd').replaceAll('[app]', 'utgitt');
    const headers = { 'content-type': 'application/xml; charset=utf-8' };
    expect((await box.call('POST', POLICY, { token: studio, raw: `\uFEFF${xml}`, headers })).status).toBe(200);
    // Without a token, as the studio asks next.
    const subjects = '/resourceregistry/api/v1/resource/app_ttd_utgitt/policy/subjects?reloadFromXacml=true';
    expect((await box.call('GET', subjects)).body).toMatchObject({
      data: [{ urn: 'urn:altinn:rolecode:dagl' }, { urn: 'urn:altinn:org:ttd' }],
    });
    expect((await create('ttd/utgitt')).status).toBe(201);
  });

  it('is a policy of which no rule need name the app (altinn-instances#88)', async () => {
    const raw = policyOf([{ subjects: [DIRECTOR], resource: [], actions: ['instantiate'] }]);
    const headers = { 'content-type': 'application/xml' };
    expect((await box.call('POST', POLICY, { token: studio, raw, headers })).status).toBe(200);
    expect(APP).toHaveLength(2);
    expect((await create('ttd/utgitt')).status).toBe(201);
  });

  it('is kept with when and by whom it was first published, and its process (altinn-instances#89)', async () => {
    const first = (await box.call('GET', '/storage/api/v1/applications/ttd/utgitt')).body;
    box.platform.clock.advance(60_000);
    const next = { token: studio, body: { ...metadata, title: { nb: 'Neste' } } };
    const { status, body } = await box.call('PUT', '/storage/api/v1/applications/ttd/utgitt', next);
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: first['created'], title: { nb: 'Neste' } });
    expect(body['lastChanged']).not.toBe(first['lastChanged']);
    const other = { token: studio, body: { ...metadata, id: 'ttd/annen' } };
    const refused = await box.call('PUT', '/storage/api/v1/applications/ttd/utgitt', other);
    expect([refused.status, refused.text]).toEqual([400, '"appId in path does not match id in attached object"']);
  });

  it('are texts whose members are in any case, by two letters (altinn-instances#90)', async () => {
    const at = '/storage/api/v1/applications/ttd/utgitt/texts';
    const body = { Language: 'nb', Resources: [{ Id: 'appName', Value: 'Utgitt' }] };
    expect((await box.call('POST', at, { token: studio, body })).status).toBe(200);
    expect((await box.call('GET', `${at}/nb`, { token })).body).toEqual({
      id: 'ttd-utgitt-nb',
      org: 'ttd',
      language: 'nb',
      resources: [{ id: 'appName', value: 'Utgitt' }],
    });
    expect((await box.call('GET', `${at}/nn`, { token })).status).toBe(404);
    expect((await box.call('GET', `${at}/nob`, { token })).status).toBe(400);
    expect((await box.call('GET', `${at}/nb`)).status).toBe(401);
    expect((await box.call('POST', at, { token: studio, body: { language: 'nob' } })).status).toBe(400);
    expect((await box.call('PUT', `${at}/nb`, { token: studio, body: { language: 'en' } })).status).toBe(400);
    expect((await box.call('DELETE', `${at}/nb`, { token: studio })).status).toBe(200);
    expect((await box.call('DELETE', `${at}/nb`, { token: studio })).status).toBe(404);
  });

  it('is read by everybody, and deleted softly or for good (altinn-instances#91)', async () => {
    const base = '/storage/api/v1/applications';
    const all = (await box.call<{ applications: { id: string }[] }>('GET', base)).body.applications;
    expect(all.map(({ id }) => id)).toContain('ttd/demo');
    expect((await box.call(`GET`, `${base}/t-d`)).status).toBe(400);
    expect((await box.call('GET', `${base}/ttd/finnes-ikke`)).status).toBe(404);
    const soft = await box.call('DELETE', `${base}/ttd/utgitt`, { token: studio });
    expect(soft.body).toMatchObject({ validTo: expect.any(String) });
    expect((await box.call('DELETE', `${base}/ttd/utgitt?hard=true`, { token: studio })).status).toBe(200);
    expect((await box.call('DELETE', `${base}/ttd/utgitt?hard=true`, { token: studio })).status).toBe(404);
  });

  it.each([
    ['an id that is none', 'ttd', metadata],
    ['an id that climbs', 'ttd/..', metadata],
    ['an address of the platform', 'sandbox/apps', metadata],
    ['an owner that is not registered', 'ukjent/app', metadata],
    ['data types that are none', 'ttd/utgitt', { dataTypes: {} }],
    ['a data type without id', 'ttd/utgitt', { dataTypes: [{ maxSize: 1 }] }],
  ])('is refused with %s', async (_, appId, body) => {
    const at = `/storage/api/v1/applications?appId=${encodeURIComponent(appId)}`;
    expect((await box.call('POST', at, { token: studio, body })).status).toBe(400);
  });
});

describe('a platform that is given folders of apps', () => {
  function folderWith(files: AppFiles): string {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-apps-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  it('has them at its start, after a restart and in a snapshot', async () => {
    const folder = folderWith(appFiles({ name: 'ttd/mappe', at: 'src/App/' }));
    const database = join(folder, 'portvakt.db');
    const first = await startPlatform({ port: 0, database, apps: [folder] });
    const snapshot = await first.saveSnapshot();
    await first.stop();
    for (const options of [{ database }, { snapshot }]) {
      const platform = await startPlatform({ port: 0, ...options });
      const answer = await fetch(`${platform.urls.base}/ttd/mappe/api/v1/applicationmetadata`);
      await platform.stop();
      expect(answer.status).toBe(200);
    }
    rmSync(folder, { recursive: true });
  });

  it('does not start with one that is none, and says why', async () => {
    const empty = folderWith({});
    await expect(startPlatform({ port: 0, apps: [empty] })).rejects.toThrow(/holds no app: there is no config/);
    const bad = folderWith(appFiles({ policy: '<html/>' }));
    await expect(startPlatform({ port: 0, apps: [bad] })).rejects.toThrow(/the policy cannot be used/);
    for (const folder of [empty, bad]) rmSync(folder, { recursive: true });
  });
});
