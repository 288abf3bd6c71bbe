/** The sample apps, each brought in from its folder and walked to its end as those who use apps do. */
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_NAMES, sampleFolder } from './sample.ts';

const BAKERY = {
  organization: '310044423',
  partyId: 50020008,
  uuid: '20000000-0000-4000-8000-000000000008',
  director: '01816010027',
};
const ACCOUNTANT = {
  organization: '310032085',
  partyId: 50020006,
  uuid: '20000000-0000-4000-8000-000000000006',
  director: '30856810018',
};
const FOREST = { organization: '310056766', partyId: 50020010, owner: '02877210076' };
const STRANGER = '11918010779';
const VENDOR = '310019747';
const OTHER_VENDOR = '310025917';
const PLAIN = ['altinn:instances.read', 'altinn:instances.write'];
const OWNER = ['altinn:serviceowner/instances.read', 'altinn:serviceowner/instances.write'];
const REGISTERING = ['altinn:authentication/systemregister.write', 'altinn:authentication/systemuser.request.write'];
const AUTHENTICATION = '/authentication/api/v1';

let box: Sandbox;
let director: string;
let stranger: string;
/** Service owners. */
let ttd: string;
let skogdir: string;
beforeAll(async () => {
  box = await startSandbox({ apps: SAMPLE_NAMES.map(sampleFolder) });
  director = await box.personToken(BAKERY.director);
  stranger = await box.personToken(STRANGER);
  ttd = await box.altinnToken('310001236', OWNER);
  skogdir = await box.altinnToken('310013579', OWNER);
});
afterAll(() => box.stop());

interface Instance {
  readonly id: string;
  readonly process: { readonly currentTask?: { readonly elementId: string }; readonly ended?: string };
  readonly status: { readonly isArchived: boolean };
  readonly data: readonly { readonly id: string; readonly dataType: string }[];
}

const create = (app: string, token: string, partyId = BAKERY.partyId) =>
  box.call<Instance>('POST', `/${app}/instances`, { token, body: { instanceOwner: { partyId } } });

/** What somebody does with an instance of an app. */
function working(app: string, id: string, token: string) {
  const at = `/${app}/instances/${id}`;
  const headers = (name: string, type: string) => ({
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
  });
  return {
    read: () => box.call<Instance>('GET', at, { token }),
    stored: () => box.call<Instance>('GET', `/storage/api/v1/instances/${id}`, { token }),
    /** Fills in the form that the task began with. */
    async fill(dataType: string) {
      const { data } = (await box.call<Instance>('GET', at, { token })).body;
      const element = data.find((one) => one.dataType === dataType)?.id ?? 'none';
      const raw = '<Skjema><navn>Fjordvik</navn></Skjema>';
      return box.call('PUT', `${at}/data/${element}`, { token, raw, headers: headers('s.xml', 'application/xml') });
    },
    upload: (dataType: string, raw = 'hei', name = 'a.txt', type = 'text/plain') =>
      box.call('POST', `${at}/data?dataType=${dataType}`, { token, raw, headers: headers(name, type) }),
    next: (action?: string) =>
      box.call<Instance['process']>('PUT', `${at}/process/next`, { token, ...(action ? { body: { action } } : {}) }),
    complete: () => box.call('POST', `${at}/complete`, { token }),
  };
}

/** Lets the bakery give an organisation single rights on an app. */
async function giveRights(resource: string, to: string): Promise<void> {
  const connections = '/accessmanagement/api/v1/enduser/connections';
  const pair = new URLSearchParams({ party: BAKERY.uuid, from: BAKERY.uuid, to, resource });
  const check = await box.call<{ rights: { right: { key: string }; result: boolean }[] }>(
    'GET',
    `${connections}/resources/delegationcheck?${new URLSearchParams({ party: BAKERY.uuid, resource })}`,
    { token: director },
  );
  const directRightKeys = check.body.rights.filter(({ result }) => result).map(({ right }) => right.key);
  const body = { directRightKeys };
  await box.call('POST', `${connections}?${pair}`, { token: director });
  const given = await box.call('POST', `${connections}/resources/rights?${pair}`, { token: director, body });
  expect([given.status, given.text]).toEqual([201, expect.any(String)]);
}

interface Wish {
  readonly vendor: string;
  readonly resources?: readonly string[];
  readonly packages?: readonly string[];
  /** The accountant's, for its client the bakery. */
  readonly forClient?: boolean;
}

/** A system user of the bakery, or of its accountant, with what it was given. @returns its token */
async function systemUserToken({ vendor, resources = [], packages = [], forClient = false }: Wish): Promise<string> {
  const owner = forClient ? ACCOUNTANT : BAKERY;
  const clientId = await box.createClient(vendor, [...REGISTERING, ...PLAIN]);
  const token = await box.maskinportenToken(vendor, REGISTERING, { clientId });
  const rights = resources.map((value) => ({ resource: [{ id: 'urn:altinn:resource', value }] }));
  const accessPackages = packages.map((name) => ({ urn: `urn:altinn:accesspackage:${name}` }));
  const texts = { nb: 'Test', nn: 'Test', en: 'Test' };
  const systemId = `${vendor}_${clientId.slice(0, 8)}`;
  const post = async (path: string, as: string, body?: object) => {
    const answer = await box.call<{ id: string }>('POST', `${AUTHENTICATION}/${path}`, {
      token: as,
      ...(body ? { body } : {}),
    });
    expect([answer.status, answer.text]).toEqual([expect.toBeOneOf([200, 201]), expect.any(String)]);
    return answer.body;
  };
  await post('systemregister/vendor', token, {
    ...{ id: systemId, vendor: { ID: `0192:${vendor}` }, name: texts, description: texts, rights, accessPackages },
    ...{ clientId: [clientId], isVisible: false },
  });
  const kind = forClient ? '/agent' : '';
  const asked = { systemId, partyOrgNo: owner.organization, accessPackages, ...(forClient ? {} : { rights }) };
  const { id } = await post(`systemuser/request/vendor${kind}`, token, asked);
  const person = await box.personToken(owner.director);
  await post(`systemuser/request${kind}/${owner.partyId}/${id}/approve`, person);
  if (forClient)
    await post(`systemuser/agent/${owner.partyId}/${id}?provider=${ACCOUNTANT.uuid}&client=${BAKERY.uuid}`, person);
  return box.altinnToken(vendor, PLAIN, { clientId, systemUser: { org: owner.organization } });
}

const byRole = async () => director;
/** To a neighbour, which has nothing of the bakery by itself. */
const byDelegation = async (resource: string) => {
  await giveRights(resource, '20000000-0000-4000-8000-000000000014');
  return box.altinnToken('310081442', PLAIN);
};
const byRights = (resource: string) => systemUserToken({ vendor: VENDOR, resources: [resource] });
const byPackage = (name: string) => () => systemUserToken({ vendor: OTHER_VENDOR, packages: [name] });

const statuses = async (answers: readonly (() => Promise<{ readonly status: number }>)[]) => {
  const all: number[] = [];
  for (const answer of answers) all.push((await answer()).status);
  return all;
};

it('are such that TT02 has nothing to say of them', async () => {
  const { body } = await box.call<{ id: string; findings: object[]; brought: boolean }[]>('GET', '/sandbox/apps');
  const own = body.filter(({ brought }) => brought).map(({ id, findings }) => [id, findings]);
  expect(own.sort()).toEqual([
    ['skogdir/skogkontroll', []],
    ['ttd/enkelt-skjema', []],
    ['ttd/lonnsoppgjor', []],
  ]);
});

describe('the simple form', () => {
  const APP = 'ttd/enkelt-skjema';
  const RESOURCE = 'app_ttd_enkelt-skjema';

  it.each([
    ['a person with the role', byRole],
    ['an organisation that was given the rights', byDelegation],
    ['a system user that was given the rights', byRights],
    ['a system user that was given the access package', byPackage('skatt-naering')],
  ])('is filled in, confirmed and sent in by %s', async (_, tokenOf) => {
    const token = await tokenOf(RESOURCE);
    const made = await create(APP, token);
    expect([made.status, made.body.data.map(({ dataType }) => dataType)]).toEqual([201, ['skjema']]);
    const mine = working(APP, made.body.id, token);
    expect(await statuses([() => mine.fill('skjema'), () => mine.upload('vedlegg')])).toEqual([200, 201]);
    expect((await mine.next()).body).toMatchObject({ currentTask: { elementId: 'Task_2' } });
    expect((await mine.next()).body).toMatchObject({ endEvent: 'EndEvent_1' });
    expect((await mine.read()).body.status.isArchived).toBe(true);
    const owners = working(APP, made.body.id, ttd);
    expect(await statuses([owners.stored, owners.complete])).toEqual([200, 200]);
  });

  it('is sent back by whoever is to confirm it, and is filled in again', async () => {
    const mine = working(APP, (await create(APP, director)).body.id, director);
    await mine.next();
    expect((await mine.next('reject')).body).toMatchObject({ currentTask: { elementId: 'Task_1' } });
    expect((await mine.fill('skjema')).status).toBe(200);
  });

  it('is refused to whoever may not', async () => {
    const { id } = (await create(APP, director)).body;
    const lacking = await systemUserToken({ vendor: VENDOR, packages: ['lonn'] });
    const plain = await box.altinnToken('310038253', PLAIN);
    for (const token of [stranger, lacking, plain]) {
      const theirs = working(APP, id, token);
      const all = [() => create(APP, token), theirs.read, () => theirs.upload('vedlegg'), () => theirs.next()];
      expect(await statuses(all)).toEqual([403, 403, 403, 403]);
    }
    expect((await create(APP, ttd)).status).toBe(403);
    const mine = working(APP, id, director);
    await mine.next();
    expect(await statuses([() => mine.upload('vedlegg'), () => working(APP, id, ttd).next()])).toEqual([403, 403]);
    expect((await mine.read()).body).toMatchObject({ process: { currentTask: { elementId: 'Task_2' } } });
    expect((await mine.read()).body.data.map(({ dataType }) => dataType)).toEqual(['skjema']);
  });
});

describe('the app of two parties', () => {
  const APP = 'ttd/lonnsoppgjor';
  const RESOURCE = 'app_ttd_lonnsoppgjor';
  const confirming = async () => box.personToken(ACCOUNTANT.director);

  it.each([
    { who: 'a person', tokenOf: byRole, confirmer: 'a person', otherTokenOf: confirming },
    { who: 'an organisation with the rights', tokenOf: byDelegation, confirmer: 'a person', otherTokenOf: confirming },
    {
      who: 'a system user with the access package',
      tokenOf: byPackage('lonn'),
      confirmer: 'a system user for clients',
      otherTokenOf: () => systemUserToken({ vendor: VENDOR, packages: ['regnskapsforer-lonn'], forClient: true }),
    },
  ])(
    'is filled in and signed by $who, and confirmed by $confirmer of its accountant',
    async ({ tokenOf, otherTokenOf }) => {
      const [token, other] = [await tokenOf(RESOURCE), await otherTokenOf()];
      const made = await create(APP, token);
      expect(made.status).toBe(201);
      const mine = working(APP, made.body.id, token);
      const theirs = working(APP, made.body.id, other);
      expect((await mine.fill('oppgjor')).status).toBe(200);
      // It is the company that fills in and signs.
      expect(await statuses([theirs.read, () => theirs.fill('oppgjor'), () => theirs.next()])).toEqual([200, 403, 403]);
      expect((await mine.next()).body).toMatchObject({ currentTask: { elementId: 'Task_2' } });
      expect((await theirs.next()).status).toBe(403);
      expect((await mine.next('sign')).body).toMatchObject({ currentTask: { elementId: 'Task_3' } });
      // And its accountant that confirms.
      expect((await mine.next()).status).toBe(403);
      expect((await theirs.next()).body).toMatchObject({ endEvent: 'EndEvent_1' });
      expect((await theirs.read()).body.status.isArchived).toBe(true);
    },
  );

  it('goes back to the company when its accountant rejects it', async () => {
    const { id } = (await create(APP, director)).body;
    const [mine, theirs] = [working(APP, id, director), working(APP, id, await confirming())];
    await mine.next();
    await mine.next('sign');
    expect((await mine.next('reject')).status).toBe(403);
    expect((await theirs.next('reject')).body).toMatchObject({ currentTask: { elementId: 'Task_1' } });
    expect((await mine.fill('oppgjor')).status).toBe(200);
  });

  it('is refused to whoever may not', async () => {
    const { id } = (await create(APP, director)).body;
    const lacking = await systemUserToken({ vendor: VENDOR, packages: ['skatt-naering'] });
    const plain = await box.altinnToken('310038253', PLAIN);
    for (const token of [stranger, lacking, plain]) {
      const theirs = working(APP, id, token);
      expect(await statuses([() => create(APP, token), theirs.read, () => theirs.next()])).toEqual([403, 403, 403]);
    }
    // The signature is written by the app's own code.
    expect((await working(APP, id, director).upload('signatur', '{}', 's.json', 'application/json')).status).toBe(403);
  });
});

describe('the app of a service owner', () => {
  const APP = 'skogdir/skogkontroll';
  const PARTIES = [BAKERY.partyId, FOREST.partyId, ACCOUNTANT.partyId];

  /** An instance with its notice, in one request, and handed over. */
  async function notify(partyId: number): Promise<string> {
    const form = new FormData();
    const instance = JSON.stringify({ instanceOwner: { partyId }, dueBefore: '2031-01-01T00:00:00Z' });
    form.append('instance', new Blob([instance], { type: 'application/json' }));
    form.append('varsel', new Blob(['{"plan":7}'], { type: 'application/json' }), 'varsel.json');
    const made = await box.call<Instance>('POST', `/${APP}/instances`, { token: skogdir, raw: form });
    expect([made.status, made.body.data.map(({ dataType }) => dataType)]).toEqual([201, ['varsel']]);
    const { status, body } = await working(APP, made.body.id, skogdir).next();
    expect([status, body.currentTask?.elementId]).toEqual([200, 'Task_2']);
    return made.body.id;
  }

  it('gives each of many parties an instance, which its owner lists and fetches when it is answered', async () => {
    const made: string[] = [];
    for (const partyId of PARTIES) made.push(await notify(partyId));
    const listed = async (query: string) => {
      const path = `/storage/api/v1/instances?appId=${APP}&${query}`;
      const { body } = await box.call<{ instances: Instance[] }>('GET', path, { token: skogdir });
      return body.instances.map(({ id }) => id).sort();
    };
    expect(await listed('process.currentTask=Task_2')).toEqual([...made].sort());
    const [, forest = ''] = made;
    const token = await box.personToken(FOREST.owner);
    const theirs = working(APP, forest, token);
    expect(await statuses([theirs.read, () => theirs.upload('svar'), () => theirs.next()])).toEqual([200, 201, 200]);
    expect(await listed('process.isComplete=true&excludeConfirmedBy=skogdir')).toEqual([forest]);
    expect((await working(APP, forest, skogdir).complete()).status).toBe(200);
    expect(await listed('process.isComplete=true&excludeConfirmedBy=skogdir')).toEqual([]);
  });

  it.each([
    ['a person with the role', byRole],
    ['an organisation that was given the rights', byDelegation],
    ['a system user that was given the rights', byRights],
    ['a system user that was given the access package', byPackage('skogbruk')],
  ])('is answered by %s, who makes none', async (_, tokenOf) => {
    const token = await tokenOf('app_skogdir_skogkontroll');
    const mine = working(APP, await notify(BAKERY.partyId), token);
    expect((await create(APP, token)).status).toBe(403);
    // The answer is asked for before it is sent in, and the notice is the owner's.
    expect((await mine.next()).status).toBe(409);
    expect((await mine.upload('varsel', '{}', 'v.json', 'application/json')).status).toBe(403);
    expect(await statuses([() => mine.upload('svar'), () => mine.next()])).toEqual([201, 200]);
    expect((await mine.read()).body.status.isArchived).toBe(true);
  });

  it('is refused to whoever may not', async () => {
    const id = await notify(BAKERY.partyId);
    const lacking = await systemUserToken({ vendor: VENDOR, packages: ['lonn'] });
    for (const token of [stranger, lacking, await box.altinnToken('310038253', PLAIN), ttd]) {
      const theirs = working(APP, id, token);
      const all = [() => create(APP, token), theirs.read, () => theirs.upload('svar'), () => theirs.next()];
      expect(await statuses(all)).toEqual([403, 403, 403, 403]);
    }
  });
});
