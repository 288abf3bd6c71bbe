import { describe, expect, it } from 'vitest';
import { EventReader } from './server-sent.ts';

describe('server-sent events', () => {
  it('are read however they are cut, and comments are none', () => {
    const text =
      ': hello\n\nid: a-1\nevent: row\ndata: {"a":1}\n\n: \n\nevent: gap\ndata: {}\n\ndata: one\ndata: two\n\n';
    for (const size of [1, 2, 7, 1000]) {
      const reader = new EventReader();
      const all = [];
      for (let at = 0; at < text.length; at += size) all.push(...reader.read(text.slice(at, at + size)));
      expect(all).toEqual([
        { name: 'row', data: '{"a":1}' },
        { name: 'gap', data: '{}' },
        { name: 'message', data: 'one\ntwo' },
      ]);
    }
  });

  it('that never end are given up', () => {
    const reader = new EventReader();
    expect(() => {
      for (let count = 0; count < 20; count += 1) reader.read('x'.repeat(100_000));
    }).toThrow('too long');
  });
});
