import { describe, expect, it } from 'vitest';
import { accessLists } from '../texts/access-lists.nb.ts';
import { nb } from '../texts/nb.ts';
import { actionsIn, listFaults, serverListFaults } from './list-form.ts';

const t = { ...nb, accessLists };
const FINE = { name: 'Felling', identifier: 'felling', description: 'to\nlinjer' };

describe('the form of an access list', () => {
  it('says what is wrong at each field', () => {
    expect(listFaults(FINE, t)).toEqual({});
    const faults = (part: object) => Object.keys(listFaults({ ...FINE, ...part }, t));
    for (const identifier of ['', 'a', 'Stor', 'a b', 'æøå', 'x'.repeat(51)])
      expect(faults({ identifier })).toEqual(['identifier']);
    for (const name of ['', ' ', 'x'.repeat(201), 'a\u202eb', '\u0000']) expect(faults({ name })).toEqual(['name']);
    for (const description of ['x'.repeat(4001), '\u2066']) expect(faults({ description })).toEqual(['description']);
    const complaint = (field: string) => ({ field, code: 'invalid', parameters: {} });
    expect(Object.keys(serverListFaults([complaint('name'), complaint('other')], t))).toEqual(['name']);
  });

  it('takes actions with commas between', () => {
    expect(actionsIn(' read, write,,read ')).toEqual(['read', 'write']);
    expect(actionsIn('')).toEqual([]);
    expect(actionsIn('x'.repeat(201))).toBeUndefined();
    expect(actionsIn(Array.from({ length: 101 }, (_, one) => one).join())).toBeUndefined();
  });
});
