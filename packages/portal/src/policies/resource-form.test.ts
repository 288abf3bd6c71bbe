import { describe, expect, it } from 'vitest';
import { validateResource } from '../../../platform/src/resources/validation.ts';
import { nb as common } from '../texts/nb.ts';
import {
  addressOfNew,
  EMPTY_RESOURCE,
  fieldsOf,
  identifierFault,
  NO_CONTACT,
  type ResourceFields,
  recordOf,
  refusedFields,
  resourceFaults,
  startOf,
} from './resource-form.ts';
import { withWords } from './words.ts';

const nb = withWords(common, 'nb');

const words = (text: string) => ({ nb: text, nn: text, en: text });
const GOOD: ResourceFields = {
  ...EMPTY_RESOURCE,
  identifier: 'skogdir-telling',
  title: words('Telling'),
  description: words('Teller'),
  rightDescription: words('Får telle'),
  keywords: { nb: 'tre, skog', nn: '', en: 'tree' },
  thematicAreas: 'natur, skog',
  scopes: 'skogdir:telling.read  skogdir:telling.write',
  contactPoints: [NO_CONTACT, { ...NO_CONTACT, email: 'hjelp@example.test' }],
  availableForType: ['Company'],
  homepage: ' https://example.test ',
};
const owner = { organization: '310013579', orgcode: 'skogdir' };
const registry = (fields: ResourceFields): readonly string[] => {
  const result = validateResource({ ...recordOf(fields), hasCompetentAuthority: owner });
  return 'problems' in result ? Object.keys(result.problems) : [];
};
const faults = (fields: ResourceFields) => [...identifierFault(fields, 'skogdir', nb), ...resourceFaults(fields, nb)];

describe('the form of a resource', () => {
  it('becomes a record that the registry takes (altinn-pdp 12.2)', () => {
    expect(faults(GOOD)).toEqual([]);
    expect(registry(GOOD)).toEqual([]);
    expect(recordOf(GOOD)).toMatchObject({
      homepage: 'https://example.test',
      keywords: [
        { word: 'tre', language: 'nb' },
        { word: 'skog', language: 'nb' },
        { word: 'tree', language: 'en' },
      ],
      contactPoints: [{ email: 'hjelp@example.test' }],
      accessListMode: 'Disabled',
    });
    expect(recordOf(GOOD)).not.toHaveProperty('version');
  });

  it.each<readonly [string, Partial<ResourceFields>]>([
    ['identifier', { identifier: 'abc' }],
    ['identifier', { identifier: 'Æøå-telling' }],
    ['identifier', { identifier: 'search' }],
    ['identifier', { identifier: 'app_skogdir_x' }],
    ['identifier', { identifier: 'se_1_2' }],
    ['title.nn', { title: { nb: 'a', nn: ' ', en: 'b' } }],
    ['description.en', { description: { nb: 'a', nn: 'b', en: 'x'.repeat(4001) } }],
    ['rightDescription.nb', { rightDescription: { nb: '', nn: 'b', en: 'c' } }],
    ['scopes', { resourceType: 'MaskinportenSchema', scopes: ' ' }],
  ])('tells of %s what the registry would refuse: %j', (field, change) => {
    const found = faults({ ...GOOD, ...change }).map((fault) => fault.field);
    expect(found).toEqual([field]);
    const refused = registry({ ...GOOD, ...change }).map((name) => ({ field: name, code: 'invalid', parameters: {} }));
    expect(refusedFields(refused, nb).map((fault) => fault.field)).toEqual([field]);
  });

  it('needs no word of a right that nobody can give away', () => {
    const without = { ...GOOD, delegable: false, rightDescription: words('') };
    expect(faults(without)).toEqual([]);
    expect(registry(without)).toEqual([]);
  });

  it('comes back from the record as it was, and keeps what it has no field for', () => {
    const stored = {
      ...recordOf(GOOD),
      versionId: 7,
      hasCompetentAuthority: owner,
      spatial: ['NO'],
      authorizationReference: [{ id: 'urn:altinn:resource', value: 'skogdir-telling' }],
      keywords: [{ word: 'vuovdi', language: 'se' }],
      resourceReferences: [{ referenceType: 'Uri', referenceSource: 'Default', reference: 'https://a.test' }],
    };
    const again = recordOf({ ...fieldsOf(stored), scopes: 'skogdir:ny' }, stored);
    expect(again).toMatchObject({
      spatial: ['NO'],
      authorizationReference: stored.authorizationReference,
      keywords: [{ word: 'vuovdi', language: 'se' }],
      resourceReferences: [
        { referenceType: 'Uri', reference: 'https://a.test' },
        { referenceType: 'MaskinportenScope', reference: 'skogdir:ny' },
      ],
    });
    expect(again).not.toHaveProperty('versionId');
    expect(again).not.toHaveProperty('hasCompetentAuthority');
    const { keywords: _, resourceReferences: __, ...same } = recordOf(GOOD);
    expect(again).toMatchObject(same);
  });

  it('takes an app of the owner’s own', () => {
    expect(faults({ ...GOOD, identifier: 'app_skogdir_telling', resourceType: 'AltinnApp' })).toEqual([]);
    expect(faults({ ...GOOD, identifier: 'app_ttd_telling', resourceType: 'AltinnApp' })).toHaveLength(1);
  });

  it.each([{}, { title: 7, keywords: 'x', contactPoints: [null, 3], resourceReferences: {}, availableForType: 'y' }])(
    'reads anything that may be stored: %j',
    (record) => {
      expect(fieldsOf(record).title).toEqual(words(''));
      expect(fieldsOf(record).contactPoints).toEqual([]);
    },
  );

  it('begins with what is known of a scope, and with nothing that it could not hold', () => {
    const of = (address: string) => startOf(new URL(address, 'http://portal.test').searchParams);
    const begun = of(addressOfNew('skogdir:felling.read', 'Lese felling'));
    expect(begun).toMatchObject({
      resourceType: 'MaskinportenSchema',
      scopes: 'skogdir:felling.read',
      identifier: 'skogdir-felling-read',
      description: { nb: 'Lese felling', nn: '', en: '' },
    });
    expect(faults({ ...begun, title: words('A'), description: words('B'), rightDescription: words('C') })).toEqual([]);
    expect(startOf(new URLSearchParams())).toBe(EMPTY_RESOURCE);
    expect(startOf(new URLSearchParams({ type: 'Ukjent', q: 'x' }))).toBe(EMPTY_RESOURCE);
    // Those beginnings are the registry's own, and so is what is too short.
    for (const scope of ['app_:x', 'se_felling', 'a:b', 'æ'])
      expect(of(addressOfNew(scope, '')).identifier, scope).toBe('');
    expect(of(addressOfNew('x'.repeat(3000), '')).scopes.length).toBe(2000);
  });
});
