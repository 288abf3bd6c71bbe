import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NOT_ADMINISTRATION } from '../../../platform/src/audit/administration.ts';
import { HAPPENINGS } from '../../../platform/src/database/happenings.ts';
import type { AuditRow } from '../api/audit.ts';
import { auditWhat as words } from '../texts/audit-what.nb.ts';
import { areaOf, changedIn, concernedBy, headingOf, membersIn, nameIn } from './what.ts';

const row = (members: Partial<AuditRow>): AuditRow => ({
  position: 1,
  time: '2026-01-01T00:00:00Z',
  operation: 'somethingNew',
  outcome: 'done',
  by: { kind: 'person' },
  hash: '',
  ...members,
});
const change = (kind: string, subject: string) => ({ kind, subject });

describe('what an entry of the audit log is about', () => {
  it('has words for every kind of change', () => {
    expect(Object.keys(words.happened)).toEqual(Object.keys(HAPPENINGS));
  });

  it('has words for wherever an operation of administration is sent', () => {
    const table = readFileSync(new URL('../../../../docs/access.md', import.meta.url), 'utf8');
    const paths = [...table.matchAll(/^\| `(\w+)`: (?:POST|PUT|PATCH|DELETE) (\S+)/gm)]
      .filter(
        ([, operation = '', path = '']) => !(operation in NOT_ADMINISTRATION) && !/^\/(?:\{org\}|storage)\//.test(path),
      )
      .map(([, , path = '']) => path);
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter((path) => areaOf(path) === undefined)).toEqual([]);
  });

  it('is what has changed, each kind once with all that it happened to', () => {
    const changes = [
      change('client.created', 'c'),
      change('key.added', 'c'),
      change('key.added', 'd'),
      change('new.kind', 'e'),
    ];
    expect(changedIn({ changes }, words).map(({ what, of }) => [what, of.map(({ subject }) => subject)])).toEqual([
      ['Klient opprettet', ['c']],
      ['Nøkkel lagt til', ['c', 'd']],
      ['new.kind', ['e']],
    ]);
  });

  it('is told by the address, by the program or by the outcome where nothing has changed', () => {
    const path = '/accessmanagement/api/v1/enduser/maskinportensuppliers';
    expect(headingOf(row({ path }), words)).toBe('Endring av leverandører');
    expect(headingOf(row({ path, outcome: 'refused' }), words)).toBe('Forsøk på endring av leverandører');
    expect(headingOf(row({ operation: 'rotateSigningKey' }), words)).toBe('Bytte av signeringsnøkkel');
    expect(headingOf(row({ operation: 'decide', outcome: 'Permit', decision: {} }), words)).toBe(
      'Beslutning om tilgang',
    );
    expect(headingOf(row({ operation: 'audit', outcome: 'lost' }), words)).toBe('Oppføringer som gikk tapt');
    expect(headingOf(row({ operation: 'constructor' }), words)).toBe('Endring');
  });

  it('tells who came onto an access list and who went, and of many how many more', () => {
    const about = (data: unknown) => ({ kind: 'access-list.changed', subject: 'skogdir/felling', data });
    expect(membersIn([about({ added: ['310044423'] }), about({ removed: ['310056766', 7] })])).toEqual({
      added: ['310044423'],
      removed: ['310056766'],
      further: 0,
    });
    const many = Array.from({ length: 100 }, (_, at) => String(310_000_000 + at));
    const told = membersIn([about({ added: many, further: 50 })]);
    expect([told.added.length, told.further]).toEqual([10, 140]);
    for (const data of [undefined, null, 'too long to be kept here', { added: 'x', further: '5' }])
      expect(membersIn([about(data)])).toEqual({ added: [], removed: [], further: 0 });
  });

  it('has names for those alone that are named', () => {
    const named = row({ names: { 'a-client': 'Lønn' } });
    expect([nameIn(named, 'a-client'), nameIn(named, 'constructor')]).toEqual(['Lønn', undefined]);
    expect(nameIn({}, 'a-client')).toBeUndefined();
    const given = { kind: 'scope-access.given', subject: 'a:b', data: { consumer: '310044423', from: 'toString' } };
    expect(concernedBy(given, { '310044423': 'SYRLIG FJORD' })).toEqual(['310044423']);
    expect(concernedBy(given)).toEqual([]);
  });
});
