import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AGENT_NOT_FOUND, PROBLEMS, problemCode, VALIDATIONS, validationCode } from './codes.ts';

const contract = readFileSync(
  new URL('../../../../docs/contracts/system-register-and-users.md', import.meta.url),
  'utf8',
);
const section = contract.slice(contract.indexOf('\n## 8. Codes'), contract.indexOf('\n## 9. '));

/** The rows of the contract's tables whose first cell is a code. */
const rows = section
  .split('\n')
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter(([code = '']) => /^AUTH[.-]/.test(code));
const rowsOf = (code: string) => rows.filter(([first]) => first === code);
const numbers = <T extends object>(table: T) => Object.keys(table).map(Number) as (keyof T & number)[];

describe('the codes and titles that clients match on', () => {
  it('are those of the contract, letter for letter (system-register-and-users#83)', () => {
    for (const number of numbers(PROBLEMS)) {
      const [status, title] = PROBLEMS[number];
      expect(rowsOf(problemCode(number))).toEqual([[problemCode(number), String(status), title]]);
    }
    const validations = numbers(VALIDATIONS).flatMap((number) => {
      const [path, title] = VALIDATIONS[number];
      const titles = number === 14 ? [title, AGENT_NOT_FOUND] : [title];
      return titles.map((text) => [validationCode(number), `\`${path}\``, text]);
    });
    const listed = rows.filter(([code = '']) => code.startsWith('AUTH.VLD'));
    expect([...validations].sort()).toEqual([...listed].sort());
  });
});
