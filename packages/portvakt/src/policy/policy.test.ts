import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyCommand } from './index.ts';

const STRING = 'http://www.w3.org/2001/XMLSchema#string';
const ACTION = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';
const rule = (id: string, action: string): string =>
  `<Rule RuleId="${id}" Effect="Permit"><Target><AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="${STRING}">${action}</AttributeValue><AttributeDesignator Category="${ACTION}" AttributeId="action-id" DataType="${STRING}" MustBePresent="false"/></Match></AllOf></AnyOf></Target></Rule>`;
const policy = (...rules: string[]): string =>
  `<Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="p" Version="1.0" RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">\n<Target/>\n${rules.join('\n')}\n</Policy>`;
const request = (action: string): string =>
  JSON.stringify({ Request: { Action: { Attribute: [{ AttributeId: 'action-id', Value: action }] } } });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Runs `policy …` and returns what it printed and its exit status. */
function run(...args: string[]): { out: string; error: string; status: number | undefined } {
  const result: { out: string; error: string; status: number | undefined } = { out: '', error: '', status: undefined };
  let time = 0;
  const command = policyCommand({
    out: (text) => {
      result.out += text;
    },
    error: (text) => {
      result.error += text;
    },
    exit: (status) => {
      result.status = status;
    },
    now: () => time++,
  });
  command.parse(args, { from: 'user' });
  return result;
}

describe('portvakt policy check', () => {
  it('accepts a good policy', () => {
    const path = write('policy.xml', policy(rule('r1', 'read')));
    expect(run('check', path)).toEqual({ out: '1 file, 0 errors, 0 warnings\n', error: '', status: 0 });
  });

  it('names file, line and column of an error, and fails', () => {
    const path = write('policy.xml', policy(rule('r1', 'read'), '<Rule RuleId="r2" Effect="Perhaps"/>'));
    const { out, status } = run('check', path);
    expect(out).toMatch(/^FAIL {2}\S*policy\.xml:4:1: .*Perhaps.* \[[a-z-]+\]/);
    expect(status).toBe(1);
  });

  it('takes rules that share an id, and warns', () => {
    const path = write('policy.xml', policy(rule('r1', 'read'), rule('r1', 'write')));
    const { out, status } = run('check', path);
    expect(out).toContain(
      `WARN  ${path}:4:1: RuleId \`r1\` is already used in line 3: only their lines tell the rules apart [duplicate-rule-id]`,
    );
    expect(status).toBe(0);
  });

  it("warns where Altinn's engine decides otherwise", () => {
    const resource = (value: string) =>
      `<AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">${value}</AttributeValue><AttributeDesignator Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource" AttributeId="urn:altinn:task" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/></Match></AllOf></AnyOf>`;
    const path = write(
      'policy.xml',
      policy(`<Rule RuleId="r3" Effect="Permit"><Target>${resource('Task_1')}${resource('Task_2')}</Target></Rule>`),
    );
    const { out } = run('check', path);
    expect(out).toContain(`WARN  ${path}:3:1: rule \`r3\`: several AnyOf are about the resource`);
    expect(out).toContain('[altinn-alternatives]');
  });

  it('warns of a rule that is never reached, and fails on it with --strict', () => {
    const deny = '<Rule RuleId="never" Effect="Deny"/>';
    const path = write('policy.xml', policy(deny, rule('r1', 'read')));
    expect(run('check', path).status).toBe(0);
    const { out, status } = run('check', '--strict', '--json', path);
    expect(JSON.parse(out).findings).toMatchObject([{ code: 'unreachable-rule', line: 4 }]);
    expect(status).toBe(1);
  });

  it('checks every policy of a folder, and what references lead to', () => {
    const set = (id: string, to: string): string =>
      `<PolicySet xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicySetId="${id}" Version="1.0" PolicyCombiningAlgId="urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides"><Target/><PolicySetIdReference>${to}</PolicySetIdReference></PolicySet>`;
    write('a.xml', set('a', 'b'));
    write('b.xml', set('b', 'a'));
    const { out, status } = run('check', folder);
    expect(out).toContain('[circular-reference]');
    expect(status).toBe(1);
  });

  it('says which file it cannot find', () => {
    const { error, status } = run('check', join(folder, 'nothing.xml'));
    expect(error).toContain('nothing.xml does not exist');
    expect(status).toBe(2);
  });
});

describe('portvakt policy test', () => {
  function suite(): void {
    write('Policy.xml', policy(rule('r1', 'read'), rule('r2', 'write')));
    write('read.request.json', request('read'));
    write('read.expected.json', '{"decision": "Permit", "obligations": []}');
    write('sub/other.request.json', request('sign'));
    write('sub/other.expected.txt', 'NotApplicable\n');
  }

  it('shows progress, and which rule never decided', () => {
    suite();
    const { out, status } = run('test', folder);
    expect(out).toContain('OK    1/2 read\nOK    2/2 sub/other\n');
    expect(out).toContain('2 of 2 passed; 1 of 2 rules decided something');
    expect(out).toMatch(/never decided: .*Policy\.xml:4 r2/);
    expect(status).toBe(0);
  });

  it('fails when an answer differs, with both answers, in text and JUnit', () => {
    suite();
    write('write.request.json', request('write'));
    write('write.response.json', JSON.stringify({ Response: [{ Decision: 'Deny' }] }));
    const report = join(folder, 'junit.xml');
    const { out, status } = run('test', folder, '--junit', report, '--quiet');
    expect(out).toContain('write: expected Deny, got Permit');
    expect(out).not.toContain('OK ');
    expect(status).toBe(1);
    const xml = readFileSync(report, 'utf8');
    expect(xml).toContain('tests="3" failures="1"');
    expect(xml).toContain('<failure message="expected Deny, got Permit"/>');
  });

  it('prints everything as JSON', () => {
    suite();
    const report = JSON.parse(run('test', folder, '--json').out);
    expect(report.summary).toEqual({ cases: 2, passed: 2, failed: 0, rules: 2, rulesCovered: 1 });
    expect(report.coverage[0]).toMatchObject({ ruleId: 'r1', decided: 1 });
  });

  it('fails below a demanded coverage', () => {
    suite();
    expect(run('test', folder, '--min-coverage', '50').status).toBe(0);
    expect(run('test', folder, '--min-coverage', '51').status).toBe(1);
  });

  it('refuses a request without an expectation', () => {
    write('Policy.xml', policy());
    write('read.request.json', request('read'));
    expect(run('test', folder)).toMatchObject({ status: 2, error: expect.stringContaining('read.expected.json') });
  });
});

describe('portvakt policy explain', () => {
  it('tells what did not match', () => {
    const path = write('policy.xml', policy(rule('r1', 'read')));
    const asked = write('request.json', request('write'));
    const { out, status } = run('explain', path, asked);
    expect(out).toContain('NotApplicable');
    expect(out).toContain('string-equal("read", action-id) → no match: action-id is "write"');
    expect(status).toBe(0);
  });

  it('gives steps and response as JSON', () => {
    const path = write('policy.xml', policy(rule('r1', 'read')));
    const asked = write('request.json', request('read'));
    const answer = JSON.parse(run('explain', path, asked, '--json').out);
    expect(answer.Response[0].Decision).toBe('Permit');
    expect(answer.Decisions[0].steps[0]).toMatchObject({ kind: 'Policy', id: 'p', outcome: 'Permit' });
  });

  it('places an error in the request', () => {
    const path = write('policy.xml', policy());
    const asked = write('request.json', '{"Request": {');
    expect(run('explain', path, asked)).toMatchObject({
      status: 2,
      error: expect.stringContaining('request.json:1:14'),
    });
  });
});
