import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRODUCTION_LIMITS } from '../rate-limits/index.ts';
import { importRegister } from '../register/index.ts';
import { ACCOUNTANT, BAKERY, type Person, type SystemsHarness, startSystems } from '../systems/harness.ts';

const API = '/accessmanagement/api/v1/enduser';
const CONNECTIONS = `${API}/connections`;
const STRANGER = '11918010779';
const ANOTHER = '05857020105';

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems({ rateLimits: PRODUCTION_LIMITS });
  const persons = [
    { personNumber: STRANGER, name: 'FREMMED FALK', userName: 'FremmedFalk' },
    { personNumber: ANOTHER, name: 'RÉNE SKARPÅS' },
  ];
  const users = [{ name: 'selvregistrert falk' }];
  await importRegister(h.database, [{ name: 'w.json', text: JSON.stringify({ persons, users }) }]);
});
afterAll(() => h.close());

const name = async (by: Person, personIdentifier: string, lastName: string) => {
  const path = `${CONNECTIONS}?${new URLSearchParams({ party: BAKERY.uuid })}`;
  const answer = await h.call('POST', path, await h.personToken(by), { personIdentifier, lastName });
  const { code, validationErrors, toId } = answer.json();
  return [answer.statusCode, validationErrors?.[0].code ?? code ?? toId];
};
const later = () => h.clock.advance(3_600_001);

describe('persons who are named', () => {
  it('are found by number or user name, in any letters, and the beginning of the last name (access-management#93)', async () => {
    const uuid = (await h.register.party({ person: STRANGER }))?.uuid;
    const other = (await h.register.party({ person: ANOTHER }))?.uuid;
    expect(await name('dagl', 'fremmedfalk', 'falk')).toEqual([200, uuid]);
    expect(await name('dagl', 'FREMMEDFALK', ' Falkenberg ')).toEqual([200, uuid]);
    expect(await name('dagl', ANOTHER, 'skarpås')).toEqual([200, other]);
    expect(await name('dagl', ANOTHER, 'skärpnes')).toEqual([200, other]);
    const path = `${API}/clientdelegations/agents?${new URLSearchParams({ party: ACCOUNTANT.uuid })}`;
    const body = { personIdentifier: 'FremmedFalk', lastName: 'Falk' };
    const agent = await h.call('POST', path, await h.personToken('accountant'), body);
    expect([agent.statusCode, agent.json().toId]).toEqual([200, uuid]);
    // A user without a number has no last name.
    expect(await name('chair', 'selvregistrert falk', 'falk')).toEqual([400, 'AM.VLD-00034']);
    expect(await name('chair', 'fremmedfalk', 'fal')).toEqual([400, 'AM.VLD-00034']);
  });

  it('are told nothing of after two wrong names within the hour, where requests are counted (access-management#94)', async () => {
    later();
    for (const [number, lastName] of [
      [STRANGER, 'Ugle'],
      ['ukjent', 'Falk'],
    ] as const)
      expect(await name('dagl', number, lastName)).toEqual([400, 'AM.VLD-00034']);
    expect(await name('dagl', STRANGER, 'Falk')).toEqual([429, 'AM-00026']);
    expect((await name('chair', STRANGER, 'Falk'))[0]).toBe(200);
    later();
    expect((await name('dagl', STRANGER, 'Falk'))[0]).toBe(200);
  });
});
