import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCommand } from './index.ts';

describe('portvakt audit', () => {
  let platform: Platform;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-audit-'));
    platform = await startPlatform({ port: 0 });
    for (let at = 0; at < 5; at += 1)
      await platform.createClient({
        organization: '310044423',
        name: `Test ${at}`,
        scopes: ['altinn:instances.read'],
        keys: [],
      });
  });
  afterAll(() => platform.stop());

  async function run(...args: string[]) {
    const ended = { out: '', err: '', code: 0 };
    const command = auditCommand({
      out: (text) => {
        ended.out += text;
      },
      err: (text) => {
        ended.err += text;
      },
      env: {},
      ends: (code) => {
        ended.code = code;
      },
    });
    await command.parseAsync(args, { from: 'user' });
    return ended;
  }
  const at = () => ['--url', platform.urls.base];

  it('says that the log is whole, and where it ends; from a platform and from what it has exported', async () => {
    const verified = await run('verify', ...at());
    expect(verified.code).toBe(0);
    const [, checkpoint = ''] =
      /^The audit log is whole: 5 entries\. Checkpoint: (5:[0-9a-f]{64})\n$/.exec(verified.out) ?? [];
    expect(checkpoint).not.toBe('');
    const file = join(folder, 'a.jsonl');
    expect((await run('export', file, ...at())).out).toBe(`Written up to checkpoint ${checkpoint}\n`);
    const printed = await run('export', ...at());
    expect(printed).toMatchObject({ out: readFileSync(file, 'utf8'), err: `Written up to checkpoint ${checkpoint}\n` });
    expect(printed.out.trim().split('\n')).toHaveLength(5);
    const [position, hash] = checkpoint.split(':');
    expect(JSON.parse((await run('verify', '--file', file, '--checkpoint', checkpoint, '--json')).out)).toEqual({
      isWhole: true,
      last: { position: Number(position), hash },
    });
    await expect(run('export', file, ...at())).rejects.toThrow('give --force to replace it');
    await expect(run('export', join(folder, 'nowhere', 'a'), ...at())).rejects.toThrow('make its folder first');
  });

  it('finds what was altered, taken away, moved or cut off, and ends with 3', async () => {
    const whole = (await run('export', ...at())).out.trim().split('\n');
    const checkpoint = `5:${(JSON.parse(whole.at(-1) ?? '') as { hash: string }).hash}`;
    const found = async (lines: readonly string[], ...more: string[]) => {
      const file = join(folder, 'b.jsonl');
      writeFileSync(file, `${lines.join('\n')}\n`);
      const { out, code } = await run('verify', '--file', file, '--json', ...more);
      return [code, (JSON.parse(out) as { fault?: { fault: string } }).fault?.fault];
    };
    expect(await found(whole)).toEqual([0, undefined]);
    expect(await found(whole.slice(2))).toEqual([0, undefined]);
    expect(await found(whole.with(1, whole[1]?.replace('310044423', '310019747') ?? ''))).toEqual([3, 'changed']);
    expect(await found(whole.toSpliced(1, 1))).toEqual([3, 'missing']);
    expect(await found([...whole.slice(0, 2).reverse(), ...whole.slice(2)])).toEqual([3, 'out-of-order']);
    expect(await found(whole.slice(0, 3), '--checkpoint', checkpoint)).toEqual([3, 'cut-off']);
  });

  it('says what is wrong with a file, and with a checkpoint', async () => {
    const file = join(folder, 'c.jsonl');
    writeFileSync(file, '{"position":1}\n');
    await expect(run('verify', '--file', file)).rejects.toThrow(`${file}:1 is no entry of an audit log`);
    await expect(run('verify', '--file', join(folder, 'none'))).rejects.toThrow('it is not there');
  });
});
