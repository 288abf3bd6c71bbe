import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { movableClock } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { createRegister, ImportError, importRegister, type Register } from './index.ts';

const [MAIN, UNIT, BOOKS, GONE] = ['314500016', '314500024', '314500032', '314500059'];
const [DIRECTOR, OTHER] = ['05857020105', '22837520154'];

let database: Database;
let register: Register;
beforeEach(async () => {
  database = await testDatabase();
  register = await createRegister({ database, clock: movableClock() });
});
afterEach(() => database.close());

const put = (...values: readonly unknown[]) =>
  importRegister(
    database,
    values.map((value, index) => ({ name: `${index}.json`, text: JSON.stringify(value) })),
  );
const rolesOf = async (holder: string, of: string) => {
  const [one, other] = [
    await register.party(holder.length === 11 ? { person: holder } : { organization: holder }),
    await register.party({ organization: of }),
  ];
  return one && other ? (await register.roles(one, other)).map((role) => role.code) : undefined;
};

/** A document of Tenor with everything included: the source's own data as a text. */
const document = (id: string, kildedata: object, more: object = {}) => ({
  ...more,
  tenorMetadata: { id, kildedata: JSON.stringify(kildedata) },
});
const result = (...dokumentListe: readonly object[]) => ({
  treff: dokumentListe.length,
  rader: dokumentListe.length,
  offset: 0,
  nesteSide: null,
  seed: 7,
  dokumentListe,
});
const role = (kode: string, who: object, more: object = {}) => ({
  type: { kode, beskrivelse: kode },
  roller: [{ type: { kode }, fratraadt: 'N', rekkefolge: 1, ...who, ...more }],
});
const FREG = result(
  document(
    DIRECTOR,
    {
      identifikasjonsnummer: [{ foedselsEllerDNummer: DIRECTOR, erGjeldende: true, status: 'iBruk' }],
      navn: [
        { fornavn: 'GAMMEL', etternavn: 'BEKK', erGjeldende: false },
        { fornavn: 'RENN', mellomnavn: 'NED', etternavn: 'BEKK', erGjeldende: true },
      ],
      kjoenn: [{ kjoenn: 'kvinne' }],
    },
    { foedselsdato: '1970-05-05' },
  ),
  { identifikator: [OTHER], visningnavn: 'STILLE TJERN', personstatus: 'bosatt', tenorMetadata: { id: OTHER } },
);
const BRREG = result(
  document(MAIN, {
    organisasjonsnummer: MAIN,
    navn: 'KLARVANN AS',
    organisasjonsform: { kode: 'AS', beskrivelse: 'Aksjeselskap' },
    slettetIEnhetsregisteret: 'N',
    konkurs: 'N',
    rollegrupper: [
      role('DAGL', { person: { foedselsnummer: DIRECTOR } }),
      role('REGN', { virksomhet: { organisasjonsnummer: BOOKS } }),
      role('LEDE', { person: { foedselsnummer: OTHER } }, { fratraadt: 'J' }),
      role('MEDL', { person: { foedselsnummer: '17889120525' } }),
      role('XXXX', { person: { foedselsnummer: DIRECTOR } }),
    ],
  }),
  document(UNIT, {
    organisasjonsnummer: UNIT,
    navn: 'KLARVANN AS AVD FJELLET',
    organisasjonsform: { kode: 'BEDR' },
    underenhet: { hovedenhet: MAIN, oppstartsdato: '20200101' },
  }),
  {
    organisasjonsnummer: BOOKS,
    navn: 'SIRKEL REGNSKAP AS',
    organisasjonsform: { kode: 'AS' },
    naeringKode: ['69.201'],
  },
);

describe('files of others', () => {
  it('takes Tenor’s export of persons and organisations, and tells what it has not kept', async () => {
    const { organizations, persons, roles, changes, notes } = await put(FREG, BRREG);
    expect({ organizations, persons, roles, changes }).toEqual({
      organizations: 3,
      persons: 2,
      roles: 4,
      changes: { added: 7, changed: 0 },
    });
    expect(await register.party({ person: DIRECTOR })).toMatchObject({ name: 'RENN NED BEKK' });
    expect(await register.party({ person: OTHER })).toMatchObject({ name: 'STILLE TJERN' });
    expect(await rolesOf(DIRECTOR, UNIT)).toContain('dagl');
    expect(await rolesOf(BOOKS, MAIN)).toContain('regn');
    expect(await rolesOf(OTHER, MAIN)).toEqual([]);
    expect(notes).toEqual([
      '0.json: kjoenn was not kept (once)',
      '0.json: dokumentListe[].personstatus was not kept (once)',
      '1.json: a role that has ended (LEDE) was not kept (once)',
      '1.json: konkurs was not kept (once)',
      '1.json: underenhet.oppstartsdato was not kept (once)',
      '1.json: dokumentListe[].naeringKode was not kept (once)',
      '1.json roles: role MEDL: holder (a person) is not in the files and not in the register was not kept (once)',
      '1.json roles: role XXXX: there is no role "XXXX" was not kept (once)',
    ]);
    expect((await put(FREG, BRREG)).changes).toEqual({ added: 0, changed: 0 });
  });

  it('takes units of Enhetsregisteret, one, a page and a list, and deletes those that are deleted there', async () => {
    const unit = (organisasjonsnummer: string, more: object) => ({
      organisasjonsnummer,
      navn: `ENHET ${organisasjonsnummer}`,
      organisasjonsform: { kode: 'AS', beskrivelse: 'Aksjeselskap', _links: {} },
      _links: { self: { href: `https://data.brreg.no/enhetsregisteret/api/enheter/${organisasjonsnummer}` } },
      ...more,
    });
    const page = {
      _embedded: { underenheter: [unit(UNIT, { overordnetEnhet: MAIN })] },
      _links: {},
      page: { size: 1 },
    };
    const gone = unit(GONE, { respons_klasse: 'SlettetEnhet', slettedato: '2024-03-02' });
    const found = {
      rollegrupper: [
        {
          type: { kode: 'REGN' },
          roller: [{ type: { kode: 'REGN' }, enhet: { organisasjonsnummer: BOOKS }, fratraadt: false }],
        },
        {
          type: { kode: 'DAGL' },
          roller: [{ type: { kode: 'DAGL' }, person: { fodselsdato: '1970-05-05' }, fratraadt: false }],
        },
      ],
      _links: { self: { href: `https://data.brreg.no/enhetsregisteret/api/enheter/${MAIN}/roller` } },
    };
    const { notes } = await put(unit(MAIN, { konkurs: false }), page, [gone, unit(BOOKS, {})], found);
    expect(await register.party({ organization: UNIT })).toMatchObject({
      parentUuid: (await register.party({ organization: MAIN }))?.uuid,
    });
    expect(await register.party({ organization: GONE })).toMatchObject({
      isDeleted: true,
      deletedAt: Date.UTC(2024, 2, 2),
    });
    expect(await rolesOf(BOOKS, MAIN)).toContain('regn');
    expect(notes).toEqual([
      '0.json: konkurs was not kept (once)',
      '3.json: a role of a person without a number, as open data has them was not kept (once)',
    ]);
    expect((await put(unit(GONE, {}))).changes).toEqual({ added: 0, changed: 1 });
    expect(await register.party({ organization: GONE })).toMatchObject({ isDeleted: false });
  });

  it('takes Altinn’s test users, with user names and roles', async () => {
    const { notes } = await put({
      $schema: 'https://altinncdn.no/schemas/json/test-users/test-users.schema.v1.json',
      persons: [
        {
          partyId: 510001,
          ssn: DIRECTOR,
          firstName: 'Renn',
          lastName: 'Bekk',
          userId: 12345,
          userName: 'RennBekk',
          partyRoles: { 500000: [{ Type: 'altinn', value: 'DAGL' }], 599999: [{ Type: 'altinn', value: 'DAGL' }] },
          language: 'nb',
        },
        { partyId: 510002, ssn: '', firstName: '', lastName: '', userId: 12346, userName: 'selvregistrert' },
      ],
      orgs: [
        { partyId: 500000, orgNumber: MAIN, name: 'Klarvann', unitType: 'AS' },
        { partyId: 500001, orgNumber: UNIT, name: 'Klarvann Fjellet', unitType: 'BEDR', parentPartyId: 500000 },
      ],
    });
    expect(await register.party({ userId: 12345 })).toMatchObject({
      name: 'Renn Bekk',
      userName: 'rennbekk',
      partyId: 510001,
    });
    expect(await register.selfIdentified('selvregistrert')).toMatchObject({ userId: 12346 });
    expect(await rolesOf(DIRECTOR, UNIT)).toContain('dagl');
    expect(notes).toEqual([
      '0.json: a role (DAGL) of or for somebody that the file does not have with a number was not kept (once)',
      '0.json: persons[].language was not kept (once)',
    ]);
  });

  it('takes parties as Altinn’s register writes them, now and before', async () => {
    await put(
      {
        data: [
          {
            partyType: 'organization',
            partyUuid: '5a6cd2b6-5a35-4d7f-9d38-0a6e1fd6f1a0',
            partyId: 50001,
            displayName: 'KLARVANN AS',
            organizationIdentifier: MAIN,
            unitType: 'AS',
            isDeleted: true,
            deletedAt: '2025-02-03T04:05:06Z',
          },
          {
            partyType: 'person',
            partyUuid: '5a6cd2b6-5a35-4d7f-9d38-0a6e1fd6f1a1',
            partyId: 50002,
            displayName: 'RENN BEKK',
            personIdentifier: DIRECTOR,
            user: { userId: 20050, username: 'rennbekk' },
            isDeleted: false,
          },
        ],
      },
      [{ partyId: '500003', partyTypeName: 2, orgNumber: BOOKS, unitType: 'AS', name: 'SIRKEL', isDeleted: false }],
    );
    expect(await register.party({ uuid: '5a6cd2b6-5a35-4d7f-9d38-0a6e1fd6f1a0' })).toMatchObject({
      organizationNumber: MAIN,
      isDeleted: true,
      deletedAt: Date.UTC(2025, 1, 3),
    });
    expect(await register.party({ userId: 20050 })).toMatchObject({ personNumber: DIRECTOR, userName: 'rennbekk' });
    expect(await register.party({ partyId: 500003 })).toMatchObject({ organizationNumber: BOOKS });
  });

  it('refuses real persons’ numbers in whatever form, and says which file is of no form', async () => {
    const error = await put(result({ identifikator: ['01016010100'], visningnavn: 'X' }), [1, 2]).catch(
      (reason: unknown) => reason,
    );
    if (!(error instanceof ImportError)) throw new Error('the import did not fail');
    expect(error.problems.map((one) => `${one.file}:${one.line}: ${one.message}`)).toEqual([
      '1.json:1: is none of the forms that are read here: see docs/foreign-worlds.md',
    ]);
    const real = await put(result({ identifikator: ['01016010100'], visningnavn: 'X' })).catch(
      (reason: unknown) => reason,
    );
    expect(String(real)).toMatch(/0\.json persons:1: personNumber/);
    expect(String(real)).not.toContain('01016010100');
  });
});
