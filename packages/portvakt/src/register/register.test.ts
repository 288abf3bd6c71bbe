import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registerCommand } from './index.ts';

async function run(args: readonly string[]) {
  const ended = { out: '', error: '', status: 0 };
  const io = {
    out: (text: string) => {
      ended.out += text;
    },
    error: (text: string) => {
      ended.error += text;
    },
    exit: (status: number) => {
      ended.status = status;
    },
  };
  await registerCommand(io).parseAsync([...args], { from: 'user' });
  return ended;
}

const folder = () => mkdtempSync(join(tmpdir(), 'portvakt-register-'));

describe('portvakt register', () => {
  it('makes up parties in the platform’s database, with progress', async () => {
    const data = folder();
    const { out, error, status } = await run(['generate', '--parties', '30', '--data', data, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ organizations: 20, persons: 10 });
    expect(error).toMatch(/\rrows: \d+ of \d+ \(\d+ %\)/);
  });

  it('imports nothing when a line is wrong, and names each line', async () => {
    const data = folder();
    const file = join(data, 'organizations.csv');
    writeFileSync(file, 'organizationNumber,name,form\n310044423,EN AS,AS\n123,TO AS,AS\n');
    const { out, error, status } = await run(['import', file, '--data', data]);
    expect([out, status]).toEqual(['', 1]);
    expect(error).toMatch(/organizations\.csv:\d+: .*\nNothing was imported\.\n$/);
  });
});
