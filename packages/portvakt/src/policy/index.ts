import { writeFileSync } from 'node:fs';
import { createPdp, formatResponse, parseRequest } from '@portvakt/xacml';
import { labelled } from 'altinn-jwks/command';
import { Command } from 'commander';
import { checkPath, textFrom } from '../input.ts';
import { type CheckReport, checkPolicies, checkText } from './check.ts';
import { formatOf, located, PolicyToolError, policyFiles, readPolicy, readText } from './files.ts';
import { junit, reportJson, summary } from './report.ts';
import { type CaseResult, findCases, Suite, type SuiteReport } from './suite.ts';

/** Where the commands write, and the clock they measure with; tests give their own. */
export interface PolicyIo {
  out(text: string): void;
  error(text: string): void;
  /** The exit status: 0 when all is well, 1 when a policy or case is wrong, 2 when the command was used wrongly. */
  exit(status: number): void;
  now(): number;
}

const PROCESS: PolicyIo = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  exit: (status) => {
    process.exitCode = status;
  },
  now: () => performance.now(),
};

/** Runs a command's body; a problem the user can mend is printed without a stack. */
function guarded<Args extends unknown[]>(
  io: PolicyIo,
  body: (...args: Args) => void | Promise<void>,
): (...args: Args) => void | Promise<void> {
  return (...args) => {
    try {
      return body(...args);
    } catch (error) {
      if (!(error instanceof PolicyToolError)) throw error;
      io.error(`${error.message}\n`);
      io.exit(2);
    }
  };
}

interface CheckOptions {
  json?: boolean;
  strict?: boolean;
}

function checkCommand(io: PolicyIo): Command {
  return new Command('check')
    .description('check policy files: schema, types, identifiers, references, rules that are never reached')
    .argument('<paths...>', 'policy files, or folders of them; - is the standard input')
    .option('--json', 'print the findings as JSON')
    .option('--strict', 'fail on warnings too')
    .action(
      guarded(io, (paths: string[], options: CheckOptions) =>
        paths.includes('-')
          ? textFrom('-').then((text) => report(io, checkPolicies(paths, text), options))
          : report(io, checkPolicies(paths), options),
      ),
    );
}

function report(io: PolicyIo, checked: CheckReport, options: CheckOptions): void {
  io.out(options.json === true ? `${JSON.stringify(checked, undefined, 2)}\n` : `${checkText(checked)}\n`);
  const failing = checked.findings.some((each) => each.severity === 'error' || options.strict === true);
  io.exit(failing ? 1 : 0);
}

interface TestOptions {
  policy?: string[];
  junit?: string;
  json?: boolean;
  quiet?: boolean;
  minCoverage?: string;
}

function showCase(io: PolicyIo, result: CaseResult, place: number, count: number): void {
  const number = `${String(place).padStart(String(count).length)}/${count}`;
  const text = `${number} ${result.name}${result.reason === undefined ? '' : `: ${result.reason}`}`;
  io.out(`${labelled(result.passed ? 'OK' : 'FAIL', text)}\n`);
}

function leastCoverage(text: string | undefined): number {
  const percent = Number(text ?? '0');
  if (Number.isFinite(percent) && percent >= 0 && percent <= 100) return percent;
  throw new PolicyToolError(`--min-coverage must be a percentage from 0 to 100, not ${text}`);
}

function runSuite(io: PolicyIo, folder: string, options: TestOptions): void {
  const least = leastCoverage(options.minCoverage);
  checkPath(folder);
  const cases = findCases(folder, options.policy?.flatMap(policyFiles));
  const suite = new Suite(io.now);
  const results: CaseResult[] = [];
  for (const each of cases) {
    const result = suite.run(each);
    results.push(result);
    if (options.json !== true && (options.quiet !== true || !result.passed))
      showCase(io, result, results.length, cases.length);
  }
  const report: SuiteReport = { cases: results, coverage: suite.coverage() };
  if (options.junit !== undefined) writeFileSync(options.junit, junit(report));
  io.out(options.json === true ? reportJson(report) : `${summary(report)}\n`);
  const covered = report.coverage.filter((each) => each.decided > 0).length;
  const tooLittle = covered * 100 < least * report.coverage.length;
  if (tooLittle) io.error(`fewer than ${least} % of the rules decided something\n`);
  io.exit(tooLittle || results.some((each) => !each.passed) ? 1 : 0);
}

function testCommand(io: PolicyIo): Command {
  return new Command('test')
    .description('put a folder of requests to policies and compare the answers; tell which rules never decided')
    .argument(
      '<folder>',
      'holds name.request.json with name.expected.json (or .xml), and Policy.xml; folders in it are searched too',
    )
    .option('--policy <paths...>', 'policy files for cases without a Policy.xml of their own; the first is the root')
    .option('--junit <file>', 'also write a JUnit report')
    .option('--json', 'print the report as JSON, without progress')
    .option('--quiet', 'print only what fails, and the sums')
    .option('--min-coverage <percent>', 'fail when fewer rules than this decided something')
    .action(guarded(io, (folder: string, options: TestOptions) => runSuite(io, folder, options)));
}

function explainCommand(io: PolicyIo): Command {
  return new Command('explain')
    .description('decide one request and tell which target, condition or missing attribute decided')
    .argument('<policy>', 'the policy file')
    .argument('<request>', 'the request, XML or JSON')
    .option('--policies <paths...>', 'files or folders of policies that references lead to')
    .option('--json', 'print the steps and the response as JSON')
    .action(
      guarded(io, (policy: string, request: string, options: { policies?: string[]; json?: boolean }) => {
        const policies = (options.policies ?? []).flatMap(policyFiles).map(readPolicy);
        const text = readText(request);
        try {
          const pdp = createPdp({ root: readPolicy(policy), policies });
          const { response, decisions, text: explained } = pdp.explain(parseRequest(text, formatOf(request, text)));
          if (options.json === true) {
            const answer: unknown = JSON.parse(formatResponse(response, 'json'));
            io.out(`${JSON.stringify({ ...(answer as object), Decisions: decisions }, undefined, 2)}\n`);
          } else io.out(explained);
          io.exit(0);
        } catch (error) {
          throw error instanceof PolicyToolError ? error : new PolicyToolError(located(request, error));
        }
      }),
    );
}

/** `portvakt policy check|test|explain`. */
export function policyCommand(io: PolicyIo = PROCESS): Command {
  return new Command('policy')
    .description('check, test and explain XACML policies')
    .addCommand(checkCommand(io))
    .addCommand(testCommand(io))
    .addCommand(explainCommand(io));
}
