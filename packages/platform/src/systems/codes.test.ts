import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  AGENT_NOT_FOUND,
  PROBLEM_NAMES,
  PROBLEMS,
  problemCode,
  VALIDATION_NAMES,
  VALIDATIONS,
  validationCode,
} from './codes.ts';

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

describe('the codes and titles that clients match on', () => {
  it('are those of the contract, letter for letter (system-register-and-users#83)', () => {
    for (const name of PROBLEM_NAMES) {
      const { status, what: title } = PROBLEMS[name];
      expect(rowsOf(problemCode(name))).toEqual([[problemCode(name), String(status), title]]);
    }
    const validations = VALIDATION_NAMES.flatMap((name) => {
      const { path, what: title } = VALIDATIONS[name];
      const titles = name === 'agentInvalid' ? [title, AGENT_NOT_FOUND] : [title];
      return titles.map((text) => [validationCode(name), `\`${path}\``, text]);
    });
    const listed = rows.filter(([code = '']) => code.startsWith('AUTH.VLD'));
    expect([...validations].sort()).toEqual([...listed].sort());
  });
});
