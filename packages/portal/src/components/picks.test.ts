import { describe, expect, it } from 'vitest';
import { fittingPicks } from './picks.ts';

const picks = [
  { id: '1', label: 'Klienter', group: 'Sider' },
  { id: '2', label: 'Ny lønnsklient', detail: '0243d7dd', group: 'Klienter' },
  { id: '3', label: 'Lønn', detail: '310\u00a0019\u00a0747', group: 'Klienter' },
];
const ids = (written: string) => fittingPicks(picks, written).map(({ id }) => id);

describe('what fits', () => {
  it('is everything until something is written', () => expect(ids(' ')).toEqual(['1', '2', '3']));
  it('holds every word, in any order and case', () => expect(ids('LØNN ny')).toEqual(['2']));
  it('begins with what is written before it only holds it', () => expect(ids('lønn')).toEqual(['3', '2']));
  it('is found by its number with or without spaces', () => {
    expect(ids('310019747')).toEqual(['3']);
    expect(ids('310 019')).toEqual(['3']);
  });
  it('is nothing when nothing does', () => expect(ids('skog')).toEqual([]));
});
