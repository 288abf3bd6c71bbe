import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
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

  it('imports a world file with the policies beside it, and says when nothing is new', async () => {
    const [data, world] = [folder(), folder()];
    const page = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'foreign-worlds.md'), 'utf8');
    const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
    const file = join(world, 'world.json');
    // Without Altinn as a source of delegations, which the synthetic world has.
    writeFileSync(file, block('json').replace(', "delegable": true }', ', "colour": "blue" }'));
    writeFileSync(join(world, 'vann-malinger.xml'), block('xml'));
    const first = await run(['import', file, '--data', data]);
    expect(first.status).toBe(0);
    expect(first.out).toMatch(
      /^Imported 6 organisations, 4 persons, 3 roles\.\nprefixes: 1 added, 0 changed, 0 as they were\n/,
    );
    expect(first.error).toContain('world.json: scopes: colour was not kept (once)');
    const again = await run(['import', file, '--data', data]);
    expect(again.out).toMatch(
      /clientRelations: 0 added, 0 changed, 2 as they were\nAll of it was there already: nothing has changed\.\n$/,
    );
    const { sections } = JSON.parse((await run(['import', file, '--data', data, '--json'])).out);
    expect(sections.systems).toEqual({ added: 0, changed: 0, same: 2 });
    writeFileSync(file, block('json').replace('"vann-malinger.xml"', '"../vann-malinger.xml"'));
    await expect(run(['import', file, '--data', data])).rejects.toThrow(/does not lie beside it/);
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
