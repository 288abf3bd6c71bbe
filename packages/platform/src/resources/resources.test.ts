import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { movableClock } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { world } from '../world/index.ts';
import { createResources, isPolicyUnusable, type Resources, seedResources, writePolicy } from './index.ts';

describe('the resource registry', () => {
  let database: Database;
  let resources: Resources;

  beforeEach(async () => {
    database = await testDatabase();
    resources = await createResources({ database, clock: movableClock() });
    await database.transaction((trx) => seedResources(trx, resources, world));
  });
  afterEach(() => database.close());

  const save = (id: string, xml: string) =>
    database.transaction((trx, announce) => resources.savePolicy(trx, announce, id, xml));

  it('holds the resources, policies and apps of the synthetic world', async () => {
    const ids = (await resources.list()).map((one) => one.identifier);
    expect(ids).toEqual(
      expect.arrayContaining(['skogdir-felling', 'ttd-lonnsrapport', 'app_ttd_demo', 'app_ttd_org-demo']),
    );
    for (const id of ids) expect(await resources.policy(id), id).toBeDefined();
    expect(await resources.application('ttd', 'demo')).toMatchObject({
      metadata: { id: 'ttd/demo' },
      process: {
        endEvent: 'EndEvent_1',
        tasks: [
          { id: 'Task_1', type: 'data' },
          { id: 'Task_2', type: 'confirmation' },
        ],
      },
    });
    expect(await resources.application('ttd', 'nothing')).toBeUndefined();
  });

  it('keeps what users changed when the world is put in again', async () => {
    const changed = writePolicy({
      resourceId: 'skogdir-felling',
      rules: [{ subjects: ['urn:altinn:rolecode:LEDE'], actions: ['read'] }],
    });
    await save('skogdir-felling', changed);
    await database.transaction((trx) => seedResources(trx, resources, world));
    expect((await resources.policy('skogdir-felling'))?.xml).toBe(changed);
    expect((await resources.resource('skogdir-felling'))?.versionId).toBe(1);
  });

  it('tells which subjects and actions a policy names', async () => {
    const policy = await resources.policy('skogdir-felling');
    expect(policy?.actions).toEqual(['read', 'write']);
    expect(policy?.mentionsSubject('urn:altinn:rolecode')).toBe(true);
    expect(policy?.mentionsSubject('urn:altinn:accesspackage')).toBe(true);
    expect(policy?.mentionsSubject('urn:altinn:access-list')).toBe(false);
    expect(policy?.subjects).toEqual([
      'urn:altinn:rolecode:DAGL',
      'urn:altinn:accesspackage:skogbruk',
      'urn:altinn:org:skogdir',
    ]);
  });

  it('refuses a policy with a rule that omits the resource id, and keeps the one it had (altinn-pdp#56)', async () => {
    const before = await resources.policy('skogdir-felling');
    const stray = writePolicy({
      resourceId: 'ttd-lonnsrapport',
      rules: [{ subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'] }],
    });
    await expect(save('skogdir-felling', stray)).rejects.toSatisfy(isPolicyUnusable);
    await expect(save('skogdir-felling', stray)).rejects.toThrow(
      /ruleid:1" does not name the resource skogdir-felling/,
    );
    const mixed = writePolicy({
      resourceId: 'skogdir-felling',
      rules: [
        { subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'] },
        { subjects: ['urn:altinn:rolecode:DAGL'], actions: ['write'] },
      ],
    }).replace(/(ruleid:2[\s\S]*)>skogdir-felling</, '$1>another<');
    await expect(save('skogdir-felling', mixed)).rejects.toThrow(/ruleid:2/);
    expect(await resources.policy('skogdir-felling')).toEqual(before);
  });

  it('refuses an app policy that names only the org', async () => {
    const xml = writePolicy({
      resourceId: 'app_ttd_demo',
      rules: [{ subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'] }],
    });
    await expect(save('app_ttd_demo', xml.replaceAll('"urn:altinn:app"', '"urn:altinn:apple"'))).rejects.toThrow(
      /does not name the resource app_ttd_demo/,
    );
  });

  it('refuses what is no policy with the place in the text', async () => {
    await expect(save('skogdir-felling', '<nothing')).rejects.toSatisfy(isPolicyUnusable);
    const broken = writePolicy({
      resourceId: 'skogdir-felling',
      rules: [{ subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'] }],
    }).replace('</xacml:Rule>', '');
    await expect(save('skogdir-felling', broken)).rejects.toMatchObject({ parameters: { line: expect.any(Number) } });
    await expect(save('skogdir-felling', `<!DOCTYPE x [<!ENTITY a "b">]>${broken}`)).rejects.toSatisfy(
      isPolicyUnusable,
    );
  });

  it('sees a new policy at the next question, and finds it by its subjects', async () => {
    expect((await resources.policy('skogdir-felling'))?.version).toBe(1);
    expect(await resources.withSubject('urn:altinn:accesspackage:skogbruk')).toEqual(['skogdir-felling']);
    await save(
      'skogdir-felling',
      writePolicy({
        resourceId: 'skogdir-felling',
        rules: [{ subjects: ['urn:altinn:accesspackage:jordbruk'], actions: ['burn'] }],
      }),
    );
    expect(await resources.policy('skogdir-felling')).toMatchObject({ version: 2, actions: ['burn'] });
    expect(await resources.withSubject('urn:altinn:accesspackage:skogbruk')).toEqual([]);
    expect(await resources.withSubject('urn:altinn:accesspackage:JORDBRUK')).toEqual(['skogdir-felling']);
  });

  it('keeps earlier versions of a resource, and takes its policy away with it', async () => {
    const record = await resources.resource('skogdir-felling');
    if (!record) throw new Error('missing');
    const next = { ...record, status: 'Deprecated' };
    await database.transaction((trx, announce) => resources.saveResource(trx, announce, next));
    expect(await resources.resource('skogdir-felling')).toMatchObject({ versionId: 2, status: 'Deprecated' });
    expect(await resources.resourceVersion('skogdir-felling', 1)).toMatchObject({ versionId: 1, status: 'Completed' });
    await database.transaction((trx, announce) => resources.deleteResource(trx, announce, 'skogdir-felling'));
    expect(await resources.resource('skogdir-felling')).toBeUndefined();
    expect(await resources.policy('skogdir-felling')).toBeUndefined();
    expect(await resources.resourceVersion('skogdir-felling', 3)).toBeUndefined();
    await database.transaction((trx, announce) => resources.saveResource(trx, announce, next));
    expect((await resources.resource('skogdir-felling'))?.versionId).toBe(4);
  });

  it('knows the lists an organisation is on', async () => {
    expect((await resources.memberships('310019747')).map((one) => one.urn)).toEqual([
      'urn:altinn:access-list:digdir:inntekt-godkjente',
    ]);
    expect(await resources.memberships('310019747', 'skogdir-felling')).toEqual([]);
    expect(await resources.memberships('310044423')).toEqual([]);
  });
});
