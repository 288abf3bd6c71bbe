import type { SuiteReport } from './suite.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// XML cannot carry control characters at all, not even escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters to replace
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(CONTROL, '\ufffd')
    .replace(/[&<>"]/g, (each) => ESCAPES[each] ?? each);
const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

/** The report as JUnit XML, which build servers show. */
export function junit({ cases }: SuiteReport): string {
  const failures = cases.filter((each) => !each.passed).length;
  const total = cases.reduce((sum, each) => sum + each.milliseconds, 0);
  const written = cases.map(({ name, passed, reason, milliseconds }) => {
    const head = `    <testcase classname="policy" name="${escapeXml(name)}" time="${seconds(milliseconds)}"`;
    return passed ? `${head}/>` : `${head}>\n      <failure message="${escapeXml(reason ?? '')}"/>\n    </testcase>`;
  });
  const counts = `tests="${cases.length}" failures="${failures}" time="${seconds(total)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="portvakt policy test" ${counts}>\n${written.join('\n')}\n  </testsuite>\n</testsuites>\n`;
}

/** The report as one JSON document. */
export function reportJson({ cases, coverage }: SuiteReport): string {
  const passed = cases.filter((each) => each.passed).length;
  const covered = coverage.filter((each) => each.decided > 0).length;
  const summary = {
    cases: cases.length,
    passed,
    failed: cases.length - passed,
    rules: coverage.length,
    rulesCovered: covered,
  };
  return `${JSON.stringify({ summary, cases, coverage }, undefined, 2)}\n`;
}

/** Sums and the rules that never decided, for people. */
export function summary({ cases, coverage }: SuiteReport): string {
  const passed = cases.filter((each) => each.passed).length;
  const missed = coverage.filter((each) => each.decided === 0);
  const lines = [
    `${passed} of ${cases.length} passed; ${coverage.length - missed.length} of ${coverage.length} rules decided something`,
  ];
  for (const { file, line, ruleId } of missed) lines.push(`  never decided: ${file}:${line} ${ruleId}`);
  return lines.join('\n');
}
