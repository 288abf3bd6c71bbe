import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import SituationReporter from '@portvakt/platform/testing/situations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { situationCommand } from './index.ts';

describe('portvakt situation', () => {
  let platform: Platform;
  const file = join(mkdtempSync(join(tmpdir(), 'portvakt-situations-')), 'met.jsonl');
  beforeAll(async () => {
    platform = await startPlatform({ port: 0, situationReport: file });
  });
  afterAll(() => platform.stop());

  let failed = 0;
  const run = async (...args: string[]): Promise<string> => {
    let text = '';
    const io = {
      out(part: string) {
        text += part;
      },
      fail() {
        failed += 1;
      },
    };
    await situationCommand(io).parseAsync(args, { from: 'user' });
    return text;
  };
  const at = () => ['--url', platform.urls.base];

  it('starts one for whom it is meant, lists it, and stops it', async () => {
    const text = await run('start', 'request-declined', '--customer', '310044423', '--external-ref', 'a', ...at());
    const [, id = ''] =
      /^request-declined is in force for customer 310044423, reference a\. .* stop ([0-9a-f-]+)"/.exec(text) ?? [];
    expect(await run('list', ...at())).toContain(
      `In force: request-declined for customer 310044423, reference a (${id})`,
    );
    expect(await run('stop', id, ...at())).toBe('It is no longer in force.\n');
    await expect(run('stop', id, ...at())).rejects.toThrow('no situation with this id');
    const started = JSON.parse(await run('start', 'token-expired', '--json', ...at())) as { name: string };
    expect(started).toMatchObject({ name: 'token-expired' });
    expect(JSON.parse(await run('stop', '--json', ...at()))).toEqual({ stopped: 'all' });
    expect(platform.situations.active).toBe(false);
  });

  it('tells what has been met, and ends with 1 when what is required has not', async () => {
    platform.situations.meet('request-declined', { clients: ['x'] });
    expect(await run('report', '--require', 'request-declined', ...at())).toContain(
      '1 of 14 situations have been met.',
    );
    expect(failed).toBe(0);
    const text = await run('report', '--require', 'all', ...at());
    expect(text).toMatch(/Required, and not met: request-approved, .*service-unavailable\.\n$/);
    expect(failed).toBe(1);
    const { missing } = JSON.parse(
      await run('report', '--json', '--forget', '--require', 'token-invalid', ...at()),
    ) as {
      missing: string[];
    };
    expect(missing).toEqual(['token-invalid']);
    expect(await run('report', ...at())).toContain('0 of 14');
  });

  it('reports on a whole test run, of several platforms, in Vitest and in Jest', async () => {
    let told = '';
    const write = (text: string) => {
      told += text;
    };
    const vitest = new SituationReporter({ file, write, require: ['token-expired'] });
    vitest.onInit();
    for (const name of ['token-expired', 'request-declined'] as const) {
      const one = await startPlatform({ port: 0, situationReport: file });
      one.situations.meet(name);
      await one.stop();
    }
    vitest.onTestRunEnd();
    expect(told).toContain('2 of 14 situations have been met.');
    expect(vitest.getLastError()).toBeUndefined();
    const jest = new SituationReporter({ rootDir: '/' }, { file, write, require: 'all' });
    expect(jest.getLastError()?.message).toContain('request-approved');
    expect(await run('report', '--from', file, '--require', 'token-expired')).toContain('✓ token-expired');
    jest.onRunStart();
    expect(await run('report', '--from', file)).toContain('0 of 14');
    expect(() => new SituationReporter({})).toThrow('name the file');
  });

  it('refuses a name that there is none of, and a file that is no report', async () => {
    const command = situationCommand().exitOverride();
    for (const one of command.commands) one.exitOverride().configureOutput({ writeErr: () => {} });
    await expect(command.parseAsync(['start', 'nothing'], { from: 'user' })).rejects.toThrow(
      /must be one of request-approved/,
    );
    await expect(run('report', '--from', new URL(import.meta.url).pathname)).rejects.toThrow(
      'is no report of situations',
    );
  });
});
