import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOpen, type Operation, operationsOf, scopesOf } from '@portvakt/platform/testing/operations';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerKinds, type Kind, send } from './access/callers.ts';

/** The answers that are expected, and read by people: one row an operation, one column a kind of caller. */
const TABLE = join(fileURLToPath(new URL('..', import.meta.url)), 'docs', 'access.md');
/** They take away what the others stand on, so they come last. */
const LAST = new Set(['rotateSigningKeys', 'removeApp', 'resetWorld']);

let box: Sandbox;
let operations: readonly Operation[];
let kinds: readonly Kind[];
const answers = new Map<string, readonly number[]>();

beforeAll(async () => {
  box = await startSandbox();
  const all = operationsOf(box.platform.http);
  operations = [
    ...all.filter(({ operationId }) => !LAST.has(operationId)),
    ...all.filter(({ operationId }) => LAST.has(operationId)),
  ];
  kinds = await callerKinds(box, operations);
  const { clock } = box.platform;
  const then = clock.now();
  for (const operation of operations) {
    const statuses: number[] = [];
    for (const kind of kinds) {
      // No token expires on a slow machine; some operations move the clock.
      clock.freeze(then);
      statuses.push(await send(box, operation, kind));
    }
    answers.set(operation.operationId, statuses);
  }
});
afterAll(() => box.stop());

const isRefusal = (status: number): boolean => status === 401 || status === 403;

/** In the table: refused with 401 or 403, or let in, whatever came then. */
const cell = (status: number): string => (isRefusal(status) ? String(status) : '·');

describe('every operation with every kind of caller', () => {
  it('is answered as docs/access.md says', async () => {
    const head = `| operation | access | ${kinds.map(({ name }) => name).join(' | ')} |`;
    const rule = `| --- | --- | ${kinds.map(() => '---').join(' | ')} |`;
    const rows = operations.map(({ operationId, method, path, access }) => {
      const cells = (answers.get(operationId) ?? []).map(cell);
      return `| \`${operationId}\`: ${method} ${path} | ${access.who} | ${cells.join(' | ')} |`;
    });
    const text = [
      '# Who may call what',
      '',
      'Every operation with every kind of caller: refused with 401 or 403, or let in (·), where an answer follows that depends on what was asked for.',
      'A test asks all of them and holds the answers to this table; `npx vitest run test/access.test.ts -u` writes it anew after a change, to be read',
      'line by line.',
      '',
      ...kinds.map(({ name, meaning }) => `- **${name}**: ${meaning}`),
      '',
      head,
      rule,
      ...rows.sort(),
      '',
    ].join('\n');
    await expect(text).toMatchFileSnapshot(TABLE);
    expect(kinds.length).toBeGreaterThanOrEqual(10);
  });

  it('lets nobody in without a token that proves something, but where it says so', () => {
    const strangers = kinds.flatMap(({ proves }, index) => (proves ? [] : [index]));
    const faults = operations
      .filter(({ access }) => !isOpen(access))
      .flatMap(({ operationId }) =>
        strangers
          .filter((index) => !isRefusal(answers.get(operationId)?.[index] ?? 0))
          .map((index) => `${operationId} as ${kinds[index]?.name}: ${answers.get(operationId)?.[index]}`),
      );
    expect(faults).toEqual([]);
  });

  it('lets no machine in whose token lacks the scope', () => {
    const without = kinds.flatMap(({ machine, scopes }, index) => (machine && scopes === 'none' ? [index] : []));
    expect(without.length).toBeGreaterThan(1);
    const faults = operations
      .filter(({ access }) => scopesOf(access).length > 0 && !isOpen(access))
      .flatMap(({ operationId }) =>
        without
          .filter((index) => !isRefusal(answers.get(operationId)?.[index] ?? 0))
          .map((index) => `${operationId} as ${kinds[index]?.name}: ${answers.get(operationId)?.[index]}`),
      );
    expect(faults).toEqual([]);
  });

  it('is named once', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
