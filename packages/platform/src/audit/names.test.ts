import { describe, expect, it } from 'vitest';
import { idsIn, type NamesDeps, type Naming, namesFor, type Reader } from './names.ts';

const OWNER = '310044423';
const VENDOR = '310019747';
const PERSON = '10000000-0000-4000-8000-000000000001';
const RECEIVER = '10000000-0000-4000-8000-000000000002';
const COMPANY = '20000000-0000-4000-8000-000000000001';
const CLIENT = '30000000-0000-4000-8000-000000000001';
const FOREIGN_CLIENT = 'another-client';
const USER = '40000000-0000-4000-8000-000000000001';

const ROWS: readonly Naming[] = [
  { by: { person: PERSON }, organization: OWNER, changes: [{ kind: 'client.created', subject: CLIENT }] },
  {
    by: { clientId: FOREIGN_CLIENT, organization: VENDOR },
    changes: [
      { kind: 'system-user.created', subject: USER, data: { partyOrganization: OWNER } },
      { kind: 'delegation.given', subject: RECEIVER.toUpperCase(), data: { from: COMPANY, resources: ['r'] } },
      { kind: 'scope.changed', subject: 'skogdir:felling' },
    ],
  },
];

/** A party, client or system user by id, and how often each room was asked. */
function rooms() {
  const asked = { organizations: 0, parties: 0, clients: 0, users: 0 };
  const mapOf = (known: Record<string, object>, ids: readonly string[]) =>
    new Map(ids.map((id) => [id.toLowerCase(), known[id.toLowerCase()]] as const).filter(([, one]) => one));
  const deps = {
    register: {
      async organizations(numbers: readonly string[]) {
        asked.organizations += 1;
        return mapOf({ [OWNER]: { name: 'SYRLIG FJORD' }, [VENDOR]: { name: 'LUR LEVERANDØR' } }, numbers);
      },
      async parties(uuids: readonly string[]) {
        asked.parties += 1;
        const person = (name: string) => ({ type: 'person', name });
        const company = { type: 'organization', name: 'KRITISK ELV' };
        return mapOf({ [PERSON]: person('RASK'), [RECEIVER]: person('TREG'), [COMPANY]: company }, uuids);
      },
    },
    selfservice: {
      async named() {
        asked.clients += 1;
        const own = { clientId: CLIENT, name: 'Lønn', organization: OWNER };
        return [own, { clientId: FOREIGN_CLIENT, name: 'Hemmelig', organization: VENDOR }];
      },
    },
    systems: {
      users: {
        async namedAny() {
          asked.users += 1;
          return [{ id: USER, integrationTitle: 'Fjordlønn', partyOrganization: OWNER, vendor: VENDOR }];
        },
      },
    },
  };
  return { asked, deps: deps as unknown as NamesDeps };
}

const namesTo = async (reader: Reader) => {
  const nameOf = await namesFor(ROWS, reader, rooms().deps);
  return [PERSON, RECEIVER.toUpperCase(), COMPANY, CLIENT, FOREIGN_CLIENT, USER, OWNER, VENDOR].map(nameOf);
};

describe('the names of whom entries of the audit log are about', () => {
  it('are asked of each room once for a page of entries, for whatever is no name already', async () => {
    const { asked, deps } = rooms();
    await namesFor(ROWS, { operator: true }, deps);
    expect(asked).toEqual({ organizations: 1, parties: 1, clients: 1, users: 1 });
    expect([...idsIn(ROWS[1] as Naming)]).toEqual([
      FOREIGN_CLIENT,
      VENDOR,
      USER,
      OWNER,
      RECEIVER.toUpperCase(),
      COMPANY,
    ]);
  });

  it('are those of everybody who came onto an access list, and who went', () => {
    const data = { added: [OWNER, 7], removed: [VENDOR] };
    const changes = [{ kind: 'access-list.changed', subject: 'skogdir/felling', data }];
    expect([...idsIn({ by: {}, changes })]).toEqual([OWNER, VENDOR]);
    const odd = [{ kind: 'access-list.changed', subject: 'a/b', data: { added: OWNER } }];
    expect([...idsIn({ by: {}, changes: odd })]).toEqual([]);
  });

  it('are all told to the operator', async () => {
    expect(await namesTo({ operator: true })).toEqual([
      'RASK',
      'TREG',
      'KRITISK ELV',
      'Lønn',
      'Hemmelig',
      'Fjordlønn',
      'SYRLIG FJORD',
      'LUR LEVERANDØR',
    ]);
  });

  it('are told to an organisation of organisations, of who acted, and of clients and system users that are its own', async () => {
    expect(await namesTo({ organization: OWNER })).toEqual([
      'RASK',
      undefined,
      'KRITISK ELV',
      'Lønn',
      undefined,
      'Fjordlønn',
      'SYRLIG FJORD',
      'LUR LEVERANDØR',
    ]);
    const toStranger = await namesTo({ organization: '310001236' });
    expect(toStranger.slice(3, 6)).toEqual([undefined, undefined, undefined]);
  });
});
