import { beforeEach, describe, expect, it } from 'vitest';
import { FORGOTTEN_AFTER_MS, Listeners } from './listeners.ts';

describe('who forwards the feed', () => {
  let now = 1_000_000;
  let listeners: Listeners;
  beforeEach(() => {
    now = 1_000_000;
    listeners = new Listeners({ now: () => now });
  });
  const note = (id: string, target = 'http://localhost:3000/hook') => listeners.note(id, { target, at: '7' });

  it('is known by what it said last', () => {
    note('a');
    now += 500;
    listeners.note('a', { target: 'http://localhost:3000/hook', at: '8', trouble: 'it answers 500', retryInMs: 4000 });
    expect(listeners.list()).toEqual([
      {
        ...{ id: 'a', target: 'http://localhost:3000/hook', at: '8', seen: 1_000_500 },
        ...{ trouble: 'it answers 500', nextTry: 1_004_500 },
      },
    ]);
    listeners.forget('a');
    expect(listeners.list()).toEqual([]);
  });

  it('is forgotten when it is silent, wherever the clock was put, and the oldest when there are many', () => {
    note('a');
    now += FORGOTTEN_AFTER_MS + 1;
    expect(listeners.list()).toEqual([]);
    note('a');
    now -= FORGOTTEN_AFTER_MS + 1;
    expect(listeners.list()).toEqual([]);
    for (let at = 0; at < 60; at += 1) note(`l${at}`, `http://localhost:${1000 + at}/`);
    expect(listeners.list()).toHaveLength(50);
    expect(listeners.list()[0]?.id).toBe('l10');
  });
});
