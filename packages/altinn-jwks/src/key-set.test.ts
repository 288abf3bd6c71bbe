import { describe, expect, it } from 'vitest';
import { createKeys } from './create.ts';
import { publicJwk } from './jwk.ts';
import { NOTES_MEMBER } from './key-notes.ts';
import { KeySet } from './key-set.ts';
import type { KeySets, KeyStore } from './store.ts';
import { keyNumber } from './testing/keys.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const later = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const key = (kid: string) => ({ ...keyNumber(0, kid), d: kid });
const setOf = (...kids: string[]) => new KeySet('app-TEST', kids.map(key));
const kidsOf = (set: KeySet) => set.keys.map(({ kid }) => kid);
const published = (set: KeySet) => set.published(5, NOW).map(({ kid }) => kid);

/** A store in memory, with a set that `change` is asked for. */
function memory(set?: KeySet): KeyStore & { sets: Map<string, KeySet> } {
  const sets = new Map<string, KeySet>(set ? [['TEST', set]] : []);
  const store: KeyStore & { sets: Map<string, KeySet> } = {
    sets,
    location: 'memory',
    list: async () => [],
    read: async (_name, environment) => sets.get(environment),
    update: async (_name, environment, change) => {
      const changed = await change(sets.get(environment) ?? new KeySet(`app-${environment}`));
      sets.set(environment, changed);
      return changed;
    },
    updateAll: async (_name, _environments, change) => {
      const changed = await change(sets as unknown as KeySets);
      for (const [environment, one] of changed) sets.set(environment, one);
      return changed;
    },
    inspect: async () => [],
  };
  return store;
}

describe('rotation', () => {
  it('publishes the new key at once beside the old one, which signs until the new one is promoted', () => {
    const rotating = setOf('a').rotate(key('b'), { now: NOW });
    expect([rotating.current.kid, rotating.waiting?.kid]).toEqual(['a', 'b']);
    expect(published(rotating)).toEqual(['a', 'b']);
    expect(['a', 'b'].map((kid) => rotating.statusOf(rotating.find(kid) ?? {}))).toEqual(['current', 'next']);
    const promoted = rotating.promote();
    expect([promoted.current.kid, promoted.waiting]).toEqual(['b', undefined]);
    expect(published(promoted)).toEqual(['a', 'b']);
    expect(['a', 'b'].map((kid) => promoted.statusOf(promoted.find(kid) ?? {}))).toEqual(['previous', 'current']);
  });

  it('keeps the signing key last in the file, where the .NET tool looks for it', () => {
    expect(kidsOf(setOf('a', 'b').rotate(key('c'), { now: NOW }))).toEqual(['a', 'c', 'b']);
  });

  it('of an empty set makes the current key', () => {
    const set = setOf().rotate(key('a'), { now: NOW });
    expect([set.current.kid, set.waiting]).toEqual(['a', undefined]);
  });

  it('is one at a time', () => {
    const rotating = setOf('a').rotate(key('b'), { now: NOW });
    expect(() => rotating.rotate(key('c'), { now: NOW })).toThrow(expect.objectContaining({ code: 'ROTATING' }));
    expect(() => setOf('a').promote()).toThrow(expect.objectContaining({ code: 'NOT_ROTATING' }));
    expect(kidsOf(rotating.revoke('b').rotate(key('c'), { now: NOW }))).toEqual(['c', 'a']);
  });

  it('with a date promotes itself when that has come, to the millisecond', () => {
    const activate = later(2);
    const rotating = setOf('a').rotate(key('b'), { now: NOW, activate });
    expect(rotating.currentAt(new Date(activate.getTime() - 1)).kid).toBe('a');
    expect(rotating.currentAt(activate).kid).toBe('b');
    expect(kidsOf(rotating.settled(activate))).toEqual(['a', 'b']);
    // From then on another rotation may begin, and the key that was current may go.
    expect(rotating.rotate(key('c'), { now: activate }).waiting?.kid).toBe('c');
    expect(kidsOf(rotating.revoke('a', false, activate))).toEqual(['b']);
    expect(() => rotating.revoke('b', false, activate)).toThrow(expect.objectContaining({ code: 'CURRENT_KEY' }));
  });

  it('that is over does not displace a key that is made later', async () => {
    const store = memory(setOf('a').rotate(key('b'), { now: NOW, activate: later(2) }));
    await createKeys({ store, name: 'app', environments: ['TEST'], suffix: 'c', now: later(3) });
    const set = store.sets.get('TEST');
    expect(set?.currentAt(later(4)).kid).toBe('app-TEST.c');
    expect(set?.waiting).toBeUndefined();
  });

  it('is never lost from what is published, nor from what is kept, by later keys', () => {
    let set = setOf('a').rotate(key('w'), { now: NOW });
    for (const kid of ['b', 'c', 'd', 'e', 'f', 'g']) set = set.add(key(kid));
    expect(set.keys).toHaveLength(6);
    expect([set.waiting?.kid, set.current.kid]).toEqual(['w', 'g']);
    expect(
      set
        .published(5, NOW)
        .map(({ kid }) => kid)
        .sort(),
    ).toEqual(['d', 'e', 'f', 'g', 'w']);
    expect(set.statusOf(set.find('w') ?? {})).toBe('next');
    expect(set.statusOf(set.find('c') ?? {})).toBe('unpublished');
  });
});

describe('what is published', () => {
  it('is the newest five at most, without private members, oldest first (altinn-jwks#30, altinn-jwks#81)', () => {
    const set = setOf('a', 'b', 'c', 'd', 'e', 'f');
    expect(published(set)).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(set.published()).toEqual(set.keys.slice(1).map(publicJwk));
    for (const one of set.published()) expect(one).not.toHaveProperty('d');
  });

  it('is in the order in which the keys were made, also after one was promoted or used again (altinn-jwks#30)', () => {
    const dates = ['2026-01-01', '2026-02-01', '2026-03-01'].map((date) => `app-TEST.${date}`);
    expect(published(setOf(...dates).use(dates[0] ?? ''))).toEqual(dates);
    const rotated = setOf('app-TEST.2026-11-22').rotate(key('app-TEST.x'), { now: NOW });
    expect(published(rotated)).toEqual(['app-TEST.2026-11-22', 'app-TEST.x']);
  });
});

describe('using, revoking and pruning', () => {
  it('use makes a key the current one, whatever it was', () => {
    expect(kidsOf(setOf('a', 'b', 'c').use('a'))).toEqual(['b', 'c', 'a']);
    expect(setOf('a').rotate(key('b'), { now: NOW }).use('b').waiting).toBeUndefined();
    expect(() => setOf('a').use('z')).toThrow(expect.objectContaining({ code: 'KEY_NOT_FOUND' }));
  });

  it('revoke takes any key but the current one, which it takes only by force', () => {
    const set = setOf('a', 'b', 'c');
    expect(kidsOf(set.revoke('a'))).toEqual(['b', 'c']);
    expect(() => set.revoke('c')).toThrow(
      expect.objectContaining({ code: 'CURRENT_KEY', message: expect.stringContaining('--force') }),
    );
    expect(kidsOf(set.revoke('c', true))).toEqual(['a', 'b']);
    expect(kidsOf(setOf('a').revoke('a', true))).toEqual([]);
    expect(() => setOf('a').revoke('a', true).current).toThrow(expect.objectContaining({ code: 'KEY_SET_EMPTY' }));
    // The one that waited signs now, and waits no more.
    const forced = setOf('a').rotate(key('b'), { now: NOW }).revoke('a', true);
    expect([forced.current.kid, forced.waiting]).toEqual(['b', undefined]);
  });

  it('prune by number or age never takes the current key or the one that waits', () => {
    const dated = ['2025-01-01', '2026-01-01', '2026-10-01'].map((date) => `app-TEST.${date}`);
    const set = setOf(...dated);
    const day = 86_400_000;
    expect(set.prune({ keep: 1, now: NOW }).removed).toEqual(dated.slice(0, 2));
    expect(set.prune({ keep: 0, now: NOW }).removed).toEqual(dated.slice(0, 2));
    expect(set.prune({ olderThan_ms: 365 * day, now: NOW }).removed).toEqual(dated.slice(0, 1));
    expect(set.prune({ olderThan_ms: 0, now: later(1000) }).removed).toEqual(dated.slice(0, 2));
    expect(set.prune({ keep: 2, olderThan_ms: 100 * day, now: NOW }).removed).toEqual(dated.slice(0, 2));
    const waiting = set.rotate(key('app-TEST.2024-01-01'), { now: NOW });
    expect(kidsOf(waiting.prune({ keep: 1, olderThan_ms: 0, now: later(1) }).set)).toEqual([
      'app-TEST.2024-01-01',
      'app-TEST.2026-10-01',
    ]);
    const nothing = set.prune({ now: NOW });
    expect([nothing.set, nothing.removed]).toEqual([set, []]);
  });
});

describe('what is noted beside the keys', () => {
  const written = new Date('2026-06-01T00:00:00Z');
  const reread = (set: KeySet, at: Date) => KeySet.parse(set.id, set.toJson(), 'memory', at);

  it('is nothing for keys whose kid tells their date', () => {
    const set = setOf('app-TEST.2026-01-01').add(key('app-TEST.2026-02-01'));
    expect(JSON.parse(set.toJson())).toEqual({ keys: set.keys });
  });

  it('is the age of the others, which the date of the document tells only until it is written again', () => {
    let set = reread(setOf('a'), written);
    set = reread(set.add(key('b')), new Date('2026-07-01'));
    const created = (kid: string) =>
      set
        .datesOf(set.find(kid) ?? {}, NOW)
        .created?.toISOString()
        .slice(0, 10);
    expect(['a', 'b'].map(created)).toEqual(['2026-06-01', '2026-07-01']);
    // Nothing that touches the document later makes a key younger.
    for (const change of [
      (one: KeySet) => one.note('a', { posted: NOW.toISOString() }),
      (one: KeySet) => one.withAppSecret(),
      (one: KeySet) => one.use('a'),
      (one: KeySet) => one.use('b'),
      (one: KeySet) => one.rotate(key('c'), { now: NOW }),
    ]) {
      set = reread(change(set), later(10));
      expect(['a', 'b'].map(created)).toEqual(['2026-06-01', '2026-07-01']);
    }
  });

  it('goes with its key, and what others keep there stays', () => {
    const rest = {
      owner: 'us',
      [NOTES_MEMBER]: { keys: { a: { created: '2026-01-01' }, gone: { created: 'x' } }, appSecret: true },
    };
    const set = new KeySet('app-TEST', [key('a'), key('b')], rest);
    expect(JSON.parse(set.add(key('c')).toJson())).toMatchObject({
      owner: 'us',
      [NOTES_MEMBER]: { keys: { a: {} }, appSecret: true },
    });
    const left = JSON.parse(set.revoke('a').toJson()) as Record<string, unknown>;
    expect(left).toMatchObject({ owner: 'us', [NOTES_MEMBER]: { appSecret: true } });
    expect(JSON.stringify(left)).not.toContain('gone');
  });

  it.each(['x', 5, null, [], { keys: 7 }, { keys: { a: null } }, { keys: { a: { created: 5, waiting: 'x' } } }])(
    'is left alone when it is nonsense: %j',
    (notes) => {
      const set = KeySet.parse(
        'app-TEST',
        JSON.stringify({ keys: [key('a'), key('b')], [NOTES_MEMBER]: notes }),
        'memory',
      );
      expect([set.current.kid, kidsOf(set.add(key('c')))]).toEqual(['b', ['a', 'b', 'c']]);
      expect(published(set)).toHaveLength(2);
    },
  );

  it.each([
    ['its own expiry', { exp: Date.parse('2026-12-01') / 1000 }, {}, '2026-12-01'],
    ['a year from its posting', {}, { posted: '2026-03-01T00:00:00Z' }, '2027-03-01'],
    ['a year from its making', {}, {}, '2027-01-01'],
    ['what comes first', { exp: Date.parse('2040-01-01') / 1000 }, { posted: '2026-03-01T00:00:00Z' }, '2027-03-01'],
  ])('says until when Maskinporten takes a key: %s', (_what, members, note, date) => {
    const kid = 'app-TEST.v1';
    const noted = { [NOTES_MEMBER]: { keys: { [kid]: { created: '2026-01-01T00:00:00Z', ...note } } } };
    const set = new KeySet('app-TEST', [{ ...key(kid), ...members }], noted);
    expect(set.datesOf(set.current, NOW).expires?.toISOString().slice(0, 10)).toBe(date);
  });
});
