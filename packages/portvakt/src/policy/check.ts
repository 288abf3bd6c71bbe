import { createPdp, type PolicyDocument, parsePolicy, XacmlError } from '@portvakt/xacml';
import { labelled } from 'altinn-jwks/command';
import { policyFiles, readText } from './files.ts';

export interface Finding {
  readonly file: string;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

export interface CheckReport {
  readonly files: number;
  readonly findings: readonly Finding[];
}

const LIMITS = { maxTextLength: 20_000_000, maxElements: 1_000_000 };

function failure(file: string, error: unknown): Finding {
  if (!(error instanceof XacmlError)) throw error;
  const { code, line, column } = error;
  return { file, severity: 'error', code, message: error.message.replace(/^\d+:\d+: /, ''), line, column };
}

/**
 * Checks policy files one by one, then what references between them lead to.
 * @param paths files, or folders whose XML files are all checked; `-` is the standard input
 * @param stdin its text, where it is one of them
 */
export function checkPolicies(paths: readonly string[], stdin = ''): CheckReport {
  const files = paths.flatMap((path) => (path === '-' ? [path] : policyFiles(path)));
  const findings: Finding[] = [];
  const documents: [string, PolicyDocument][] = [];
  for (const file of files) {
    try {
      const document = parsePolicy(file === '-' ? stdin : readText(file), LIMITS);
      documents.push([file, document]);
      for (const { code, message, line, column } of document.warnings) {
        findings.push({ file, severity: 'warning', code, message, line, column });
      }
    } catch (error) {
      findings.push(failure(file, error));
    }
  }
  const policies = documents.map(([, document]) => document);
  for (const [file, document] of documents) {
    try {
      createPdp({ root: document, policies });
    } catch (error) {
      findings.push(failure(file, error));
      // Two documents with one id make every PDP fail: saying it once is enough.
      if (error instanceof XacmlError && error.code === 'duplicate-id') break;
    }
  }
  return { files: files.length, findings };
}

/** The report as lines for people. */
export function checkText({ files, findings }: CheckReport): string {
  const lines = findings.map(({ file, severity, message, line, column, code }) => {
    const place = line === undefined ? file : `${file}:${line}:${column}`;
    return labelled(severity === 'error' ? 'FAIL' : 'WARN', `${place}: ${message} [${code}]`);
  });
  const errors = findings.filter((each) => each.severity === 'error').length;
  const summary = `${files} ${files === 1 ? 'file' : 'files'}, ${errors} ${errors === 1 ? 'error' : 'errors'}, ${findings.length - errors} warnings`;
  return [...lines, summary].join('\n');
}
