import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importWorld, makeRooms, type Rooms, seed } from '../assembly/index.ts';
import type { Database } from '../database/index.ts';
import { movableClock, platformUrls } from '../foundation/index.ts';
import { ImportError } from '../register/index.ts';
import { testDatabase } from '../testing/database.ts';
import { worldSchema } from './index.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'foreign-worlds.md'), 'utf8');
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(PAGE)?.[1] ?? '';
const [WORLD, POLICY] = [blockOf('json'), blockOf('xml')];
const BESIDE = new Map([['vann-malinger.xml', POLICY]]);
const KLARVANN = '314500016';
const SIRKEL = '314500032';
const VENDOR = '314500040';
const [DIRECTOR, ACCOUNTANT, AGENT] = ['05857020105', '22837520154', '17889120525'];

const clock = movableClock();
let database: Database;
let rooms: Rooms;
const put = (world: object, beside = BESIDE) =>
  importWorld({ database, clock }, [{ name: 'world.json', text: JSON.stringify(world), beside }]);
const problems = async (world: object): Promise<readonly string[]> => {
  const error = await put(world).catch((reason: unknown) => reason);
  if (!(error instanceof ImportError)) throw error instanceof Error ? error : new Error('the import did not fail');
  return error.problems.map((one) => `${one.file}:${one.line}: ${one.message}`);
};
const person = async (number: string) => {
  const found = await rooms.register.party({ person: number });
  if (!found) throw new Error(`no person ${number}`);
  return found;
};
const organization = async (number: string) => {
  const found = await rooms.register.party({ organization: number });
  if (!found) throw new Error(`no organisation ${number}`);
  return found;
};
/** How many rows each table has that an import may write to. */
const rows = async () => {
  const counts: Record<string, number> = {};
  for (const table of [
    'party',
    'party_role',
    'scope',
    'scope_access',
    'resource',
    'client',
    'client_key',
    'registered_system',
    'system_user',
    'delegated_right',
    'delegated_package',
    'agent_grant',
  ] as const) {
    const row = await database.db
      .selectFrom(table)
      .select((c) => c.fn.countAll().as('n'))
      .executeTakeFirst();
    counts[table] = Number(row?.n);
  }
  return counts;
};

beforeAll(async () => {
  database = await testDatabase();
  rooms = await makeRooms({ database, clock, urls: platformUrls('http://localhost:7070') });
  await seed(rooms);
});
afterAll(() => database.close());

describe('a world from elsewhere', () => {
  it('is refused as a whole when one thing is wrong, by section, place and member', async () => {
    const world = JSON.parse(WORLD);
    const before = await rows();
    expect(await problems({ ...world, clients: [{ ...world.clients[0], scopes: ['vann:ukjent'] }] })).toEqual([
      'world.json clients:1: scopes: there is no active scope vann:ukjent',
    ]);
    expect(
      await problems({
        ...world,
        systems: [...world.systems, { id: 'x', name: 'Navn' }],
        delegations: [{ from: 3, to: KLARVANN }],
      }),
    ).toEqual([
      'world.json systems:3: description is missing',
      'world.json systems:3: id: expected <number of the vendor>_<name>',
      'world.json systems:3: name: expected an object',
      'world.json delegations:1: from: expected a text',
    ]);
    const stranger = { ...world.delegations[0], by: AGENT };
    expect(await problems({ ...world, delegations: [stranger] })).toEqual([
      expect.stringMatching(
        /^world\.json delegations:1: packages: the person may not pass on the access package .*skatt-naering/,
      ),
    ]);
    expect(await problems({ ...world, systems: [{ ...world.systems[0], rights: ['finnes-ikke'] }] })).toEqual([
      expect.stringMatching(/^world\.json systems:1: .*finnes-ikke/),
    ]);
    expect(await problems({ ...world, resources: [{ ...world.resources[0], policy: '<Policy/>' }] })).toEqual([
      expect.stringMatching(/^world\.json resources:1: /),
    ]);
    expect(await problems({ ...world, clientRelations: [{ ...world.clientRelations[0], role: 'REVI' }] })).toEqual([
      'world.json clientRelations:1: role: SIRKEL REGNSKAP AS is not Revisor of KLARVANN AS',
    ]);
    expect(
      await problems({ ...world, delegations: [{ from: '314500059', to: AGENT, packages: ['skatt-naering'] }] }),
    ).toEqual(['world.json delegations:1: from: 314500059 is deleted']);
    const bad = { organization: KLARVANN, name: 'a\u0000b', scopes: [], constructor: 1 };
    expect(await problems({ persons: [{ personNumber: AGENT, name: 'A\u0000B' }] })).toEqual([
      'world.json persons:1: name holds the character NUL, which no database keeps',
      'world.json persons:1: name is missing',
    ]);
    expect(await problems({ clients: [bad, 7] })).toEqual([
      'world.json clients:1: holds the character NUL, which no database keeps',
      'world.json clients:2: is not an object',
    ]);
    const secret = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'k', n: 'AQAB', e: 'AQAB', d: 'hemmelig' };
    const [key = ''] = await problems({ ...world, clients: [{ ...world.clients[0], keys: [secret] }] });
    expect(key).toMatch(/^world\.json clients:1: keys: /);
    expect(key).not.toContain('hemmelig');
    expect(await rows()).toEqual(before);
    expect(await rooms.register.party({ organization: KLARVANN })).toBeUndefined();
  });

  it('is put in by one file, and the same file again changes nothing', async () => {
    const report = await importWorld({ database, clock }, [{ name: 'world.json', text: WORLD, beside: BESIDE }]);
    expect(report).toEqual({
      organizations: 6,
      persons: 4,
      roles: 3,
      sections: {
        register: { added: 14, changed: 0, same: 0 },
        prefixes: { added: 1, changed: 0, same: 0 },
        scopes: { added: 1, changed: 0, same: 0 },
        resources: { added: 1, changed: 0, same: 0 },
        clients: { added: 1, changed: 0, same: 0 },
        systems: { added: 2, changed: 0, same: 0 },
        systemUsers: { added: 2, changed: 0, same: 0 },
        delegations: { added: 2, changed: 0, same: 0 },
        suppliers: { added: 1, changed: 0, same: 0 },
        clientRelations: { added: 2, changed: 0, same: 0 },
      },
      notes: [],
    });
    const before = await rows();
    clock.advance(60_000);
    const again = await put(JSON.parse(WORLD));
    expect(Object.values(again.sections).map(({ added, changed }) => added + changed)).toEqual(Array(10).fill(0));
    expect(await rows()).toEqual(before);
  });

  it('is a world for the rooms that run beside it: decisions, tokens and clients', async () => {
    const [klarvann, agent] = [await organization(KLARVANN), await person(AGENT)];
    const may = async (subject: string, action: string) => {
      const { decision } = await rooms.authorization.decide({
        subject: [{ id: 'urn:altinn:userid', value: String((await person(subject)).userId) }],
        action,
        resource: [
          { id: 'urn:altinn:resource', value: 'vann-malinger' },
          { id: 'urn:altinn:partyid', value: String(klarvann.partyId) },
        ],
      });
      return decision === 'Permit';
    };
    expect([await may(DIRECTOR, 'write'), await may(ACCOUNTANT, 'read'), await may(ACCOUNTANT, 'write')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await rooms.delegations.packages(agent.uuid, klarvann.uuid)).toEqual(
      expect.arrayContaining([
        'urn:altinn:accesspackage:skatt-naering',
        'urn:altinn:accesspackage:regnskapsforer-lonn',
      ]),
    );
    const [client] = await rooms.selfservice.clients({ organization: VENDOR, supplier: false }, false);
    expect(client).toMatchObject({ name: 'Målerleser', scopes: ['vann:malinger.read'] });
    expect(
      await rooms.systems.byExternalId({
        clientId: client?.clientId ?? '',
        systemProviderOrgNo: VENDOR,
        systemUserOwnerOrgNo: KLARVANN,
      }),
    ).toMatchObject({ integrationTitle: 'Måleren på Fjellet', userType: 'standard' });
    const agentSystem = await rooms.systems.users.byTriple('314500040_klienter', SIRKEL, SIRKEL);
    expect(await rooms.delegations.packages(agentSystem?.id ?? '', klarvann.uuid)).toEqual([
      'urn:altinn:accesspackage:regnskapsforer-lonn',
    ]);
    expect(await rooms.register.party({ organization: '314500059' })).toMatchObject({
      isDeleted: true,
      deletedAt: Date.UTC(2026, 0, 31),
    });
  });

  it('changes what the file now says otherwise, and leaves the rest', async () => {
    const world = JSON.parse(WORLD);
    const { scopes, clients, systems, resources } = world;
    const report = await put({
      scopes: [{ ...scopes[0], description: 'Lese målinger', access: [VENDOR, SIRKEL] }],
      clients: [{ ...clients[0], access_token_lifetime: 60 }],
      systems: [{ ...systems[0], isVisible: false }],
      resources: [{ ...resources[0], status: 'Active' }],
    });
    const changed = { added: 0, changed: 1, same: 0 };
    expect(report.sections).toEqual({ scopes: changed, clients: changed, systems: changed, resources: changed });
    expect((await rooms.scopes.holders('vann:malinger.read')).length).toBe(3);
  });

  it('tells what nothing here knows', async () => {
    const { persons } = JSON.parse(WORLD);
    const { notes } = await put({
      persons: persons.map((one: object) => ({ ...one, shoeSize: 43 })),
      prefixes: [{ prefix: 'vann', owner: '314500008', colour: 'blue' }],
      castles: [],
    });
    expect(notes).toEqual([
      'world.json: persons: shoeSize was not kept (3 times)',
      'world.json: the section castles was not kept (once)',
      'world.json: prefixes: colour was not kept (once)',
    ]);
  });

  it('may come before the first start, and the synthetic world is put beside it', async () => {
    const fresh = await testDatabase();
    try {
      const { organizations, prefixes } = JSON.parse(WORLD);
      await importWorld({ database: fresh, clock }, [
        { name: 'w.json', text: JSON.stringify({ organizations, prefixes }) },
      ]);
      const made = await makeRooms({ database: fresh, clock, urls: platformUrls('http://localhost:7070') });
      await seed(made);
      expect(await made.register.party({ organization: '310044423' })).toBeDefined();
      expect(await made.register.party({ organization: KLARVANN })).toBeDefined();
    } finally {
      await fresh.close();
    }
  });

  it('has a schema for editors with every section of the page', () => {
    const { properties } = JSON.parse(worldSchema());
    expect(Object.keys(properties).sort()).toEqual([...Object.keys(JSON.parse(WORLD))].sort());
  });
});
