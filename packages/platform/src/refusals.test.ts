import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RefusalKind, Refusals, RefusalTable } from './foundation/index.ts';

const HERE = import.meta.dirname;
/** All refusals of all surfaces, read by people. */
const PAGE = join(HERE, '..', '..', '..', 'docs', 'refusals.md');

const isTable = (value: unknown): value is Refusals<RefusalTable> =>
  typeof value === 'object' && value !== null && 'kinds' in value && 'of' in value;

let tables: readonly Refusals<RefusalTable>[] = [];

beforeAll(async () => {
  const rooms = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[\w-]+[\\/]refusals\.ts$/.test(file))
    .sort();
  const read = rooms.map(async (file) => {
    const all: Readonly<Record<string, unknown>> = await import(join(HERE, file));
    return Object.values(all).filter(isTable);
  });
  tables = (await Promise.all(read)).flat();
});

/** The name in the source, and what stands for it on the wire. */
function codes(name: string, kind: RefusalKind & { readonly code?: string }): string {
  const sent = [kind.code, kind.wire].filter((one) => one !== undefined && one !== name);
  return [name, ...sent].map((one) => `\`${one}\``).join(' ');
}
const cell = (text: string): string => text.replaceAll('|', '\\|');

describe('the table of refusals', () => {
  it('is docs/refusals.md', async () => {
    const rows = tables.flatMap(({ of, kinds }) =>
      Object.entries(kinds).map(
        ([name, kind]) =>
          `| ${of} | ${codes(name, kind)} | ${kind.status} | ${cell(kind.what)} | ${cell(kind.remedy)} |`,
      ),
    );
    const text = [
      '# What is refused, and what to do',
      '',
      'Every refusal of every surface: its name in the source and the codes that it has on the wire, the HTTP status, what was wrong in general (an',
      'answer mostly says it closer, with the value), and what to do. A status of 200 is a decision that is Indeterminate. A test holds this page to',
      'the tables (`packages/platform/src/*/refusals.ts`); `npx vitest run packages/platform/src/refusals.test.ts -u` writes it anew after a change,',
      'to be read line by line.',
      '',
      '| surface | code | status | what was wrong | what to do |',
      '| --- | --- | --- | --- | --- |',
      ...rows.sort(),
      '',
    ].join('\n');
    await expect(text).toMatchFileSnapshot(PAGE);
    expect(rows.length).toBeGreaterThan(300);
  });

  it('says of each what was wrong and what to do, with a status that is one', () => {
    const faults = tables.flatMap(({ of, kinds }) =>
      Object.entries(kinds)
        .filter(
          ([, { status, what, remedy }]) =>
            !(status === 200 || (status >= 400 && status < 600)) || what === '' || !/[.”]$/.test(remedy),
        )
        .map(([name]) => `${of}: ${name}`),
    );
    expect(faults).toEqual([]);
  });

  it('has no name that nothing is refused with', () => {
    const names = tables.map(({ of }) => of);
    expect(names.length).toBeGreaterThan(20);
    const source = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|harness|fixture/.test(file))
      .map((file) => readFileSync(join(HERE, file), 'utf8'))
      .join('\n');
    // A name in quotes that no colon follows, one after a full stop, or the beginning of a name that is put together.
    const isUsed = (name: string): boolean =>
      new RegExp(`'${name}'(?!:)|\\.${name}\\b|\`${name.split('-')[0]}-\\$`).test(source);
    const unused = tables.flatMap(({ of, kinds }) =>
      Object.keys(kinds)
        .filter((name) => !isUsed(name))
        .map((name) => `${of}: ${name}`),
    );
    expect(unused).toEqual([]);
  });
});
