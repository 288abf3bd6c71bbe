import { describe, expect, it } from 'vitest';
import type { NewEntry } from './entry.ts';
import { Ring } from './ring.ts';
import { LIMITS, type Sink, Streams } from './streams.ts';

const entry = (organization: string, what = ''): NewEntry => ({
  origin: { kind: 'token', operation: 'issueToken', organization, clientId: 'c' },
  time: 0,
  took: 1,
  status: 200,
  trace: 't',
  what,
  refused: undefined,
  request: undefined,
  answer: undefined,
});

function reader() {
  const got: string[] = [];
  const state = { waiting: 0, ended: false, destroyed: false };
  const sink: Sink = {
    write: (text) => void got.push(text),
    get waiting() {
      return state.waiting;
    },
    end() {
      state.ended = true;
    },
    destroy() {
      state.destroyed = true;
    },
  };
  return { sink, state, text: () => got.join('') };
}

const setUp = (entries = 10) => {
  const ring = new Ring({ entries, bytes: 1e6 });
  const streams = new Streams(ring, ({ number }) => `[${number}]`, { ...LIMITS, flushMs: 1e6, beatMs: 1e6 });
  const open = (more: Partial<Parameters<Streams['open']>[0]> = {}) => {
    const one = reader();
    const close = streams.open({
      organization: 'a',
      follower: 'f',
      after: 0,
      sink: one.sink,
      mayStill: async () => true,
      ...more,
    });
    return { ...one, close };
  };
  return { ring, streams, open };
};

describe('a stream of the log', () => {
  it('writes what was missed, of its own organisation alone, and says when some is lost', () => {
    const { ring, open } = setUp(3);
    for (const organization of ['a', 'a', 'b', 'a', 'b']) ring.push(entry(organization));
    expect(open({ after: 2 }).text()).toMatch(/\n\[4\]$/);
    expect(open({ after: 1 }).text()).toContain('event: gap');
  });

  it('ends at a beat when its follower may no longer, or when nobody can tell', async () => {
    const { streams, open } = setUp();
    let may = true;
    const one = open({ mayStill: async () => may });
    const failing = open({ mayStill: () => Promise.reject(new Error('away')) });
    await streams.beat();
    expect([one.state.ended, failing.state.ended]).toEqual([false, true]);
    may = false;
    await streams.beat();
    expect(one.state.ended).toBe(true);
    expect(one.text()).toContain('event: end\ndata: {"reason":"no-longer"}');
    expect(streams.size).toBe(0);
  });

  it('drops a reader that is too slow, and keeps nothing for it', async () => {
    const { ring, streams, open } = setUp();
    const slow = open();
    slow.state.waiting = LIMITS.waiting + 1;
    ring.push(entry('a'));
    await streams.beat();
    expect(slow.state.destroyed).toBe(true);
    expect(streams.size).toBe(0);
  });

  it('has room for a few of each follower, and again when one closes', () => {
    const { streams, open } = setUp();
    const all = Array.from({ length: LIMITS.each }, () => open());
    expect(streams.hasRoom('f')).toBe(false);
    expect(streams.hasRoom('g')).toBe(true);
    all[0]?.close();
    expect(streams.hasRoom('f')).toBe(true);
    streams.close();
  });
});

describe('the ring', () => {
  it('keeps the newest, by number and by size', () => {
    const ring = new Ring({ entries: 3, bytes: 1e6 });
    for (let number = 0; number < 5; number += 1) ring.push({ ...entry('a'), time: number });
    expect([ring.first, ring.last, ring.dropped]).toEqual([3, 5, 1]);
    expect([ring.get(2), ring.get(6)]).toEqual([undefined, undefined]);
    expect(ring.get(3)?.time).toBe(2);
    const small = new Ring({ entries: 100, bytes: 10_000 });
    for (let number = 0; number < 100; number += 1) small.push(entry('a', 'x'.repeat(1000)));
    expect(small.last - small.first).toBeLessThan(8);
    ring.clear();
    expect([ring.first, ring.last, ring.get(5)]).toEqual([6, 5, undefined]);
  });

  it('keeps what was sent and answered as it was, long or short and in any script, and lets it go with its entry', () => {
    const ring = new Ring({ entries: 50, bytes: 1e6 });
    const words = ['', 'a', 'blåbærsyltetøy', '日本語', '🐻‍❄️', '"\\u0000"'];
    // Short ones for a while, then long ones: these fill the room of many.
    const textOf = (number: number, what: string) =>
      `${what} ${number} ${(words[number % words.length] ?? '').repeat((number * 37) % (number % 120 < 60 ? 90 : 1_800))}`;
    for (let number = 1; number <= 3_000; number += 1) {
      const [request, answer] = [textOf(number, 'asked'), textOf(number, 'said')];
      const isHeld = number % 3 === 0;
      ring.push({
        ...entry('a'),
        request: { form: 'text', text: request },
        answer: { form: 'jws', text: answer, isHeld },
      });
      if (number % 500 === 0) ring.clear();
      // Every one that is kept, just before it goes.
      const oldest = ring.get(ring.first);
      if (oldest === undefined) continue;
      expect([oldest.request?.form, oldest.request?.text]).toEqual(['text', textOf(ring.first, 'asked')]);
      expect([oldest.answer?.form, oldest.answer?.text]).toEqual(['jws', textOf(ring.first, 'said')]);
    }
    const whole = new Ring({ entries: 10, bytes: 1e7 });
    whole.push({ ...entry('a'), request: { form: 'text', text: 'å'.repeat(1e6) } });
    expect(whole.get(1)?.request?.text).toHaveLength(1e6);
  });
});
