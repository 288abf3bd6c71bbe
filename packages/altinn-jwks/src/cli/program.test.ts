import { beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from './harness.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
const cli: Bench['cli'] = (...args) => bench.cli(...args);

describe('help and version', () => {
  it('go to stdout with exit code 0, on every command (altinn-jwks#22, altinn-jwks#23, altinn-jwks#24, altinn-jwks#25)', async () => {
    for (const command of [[], ['create'], ['list'], ['export'], ['export', 'key'], ['export', 'maskinporten']])
      for (const flag of ['--help', '-h', '-?']) {
        const { code, out, err } = await cli([...command, flag]);
        expect([command, flag, code, err]).toEqual([command, flag, 0, '']);
        expect(out).toContain('Usage:');
      }
    expect((await cli(['--help'])).out).toMatch(/altinn-jwks create my-app/);
    expect(await cli(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
