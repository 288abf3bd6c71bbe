import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages');
/** What is run by others: tests, what only tests use, and what is made of other files is not. */
const isCode = (path: string): boolean =>
  /\.tsx?$/.test(path) && !/\.test\.tsx?$|harness|fixture|\/testing\/|\/generated\/|rules-process/.test(path);
const code = readdirSync(packages).flatMap((name) =>
  readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => join(packages, name, 'src', file))
    .filter(isCode)
    .map((path) => ({ file: relative(packages, path), text: readFileSync(path, 'utf8') })),
);
const filesWith = (pattern: RegExp, within = ''): string[] =>
  code.flatMap(({ file, text }) => (file.startsWith(within) && pattern.test(text) ? [file] : [])).sort();

describe('the code', () => {
  it('is looked at', () => expect(code.length).toBeGreaterThan(700));

  it('draws what must not be guessed from node:crypto: what is not, is how long one waits and which trace is kept', () => {
    expect(filesWith(/Math\.random/)).toEqual(['client/src/retry.ts', 'platform/src/tracing/answers.ts']);
  });

  it('makes no code of text', () => {
    expect(filesWith(/\beval\(|new Function\(|['"]node:vm['"]|dangerouslySetInnerHTML|\.innerHTML\b/)).toEqual([]);
  });

  it('puts no value into a statement but by binding it: only one migration writes a number of its own', () => {
    expect(filesWith(/\bsql\.(?:raw|lit|id)\b/, 'platform/')).toEqual([
      'platform/src/database/migrations/0820-used-grants.ts',
    ]);
    // COPY takes no parameters: what is asked of it has its texts quoted by the driver, in one place.
    expect(filesWith(/\bescapeLiteral\b/, 'platform/')).toEqual(['platform/src/database/postgres-pool.ts']);
    // Names of channels, tables, columns and settings of our own; what is asked for by them is bound.
    expect(filesWith(/\.(?:query|prepare|exec)\(\s*`[^`]*\$\{/, 'platform/')).toEqual([
      'platform/src/backup/source.ts',
      'platform/src/database/postgres-changes.ts',
      'platform/src/database/sqlite-changes.ts',
      'platform/src/database/sqlite.ts',
    ]);
  });

  it('makes no pattern of what a request brings', () => {
    expect(filesWith(/new RegExp\(/, 'platform/')).toEqual([]);
    // Parts of patterns of its own, and the name of a category that is a letter or two.
    expect(filesWith(/new RegExp\(/, 'xacml/')).toEqual([
      'xacml/src/regexp/characters.ts',
      'xacml/src/types/temporal.ts',
    ]);
  });

  it('starts no program from the server', () => {
    for (const name of ['platform/', 'xacml/', 'client/', 'pep/'])
      expect(filesWith(/['"](?:node:)?child_process['"]/, name)).toEqual([]);
  });

  it('turns the verification of certificates off nowhere', () => {
    expect(filesWith(/rejectUnauthorized\s*:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/)).toEqual([]);
  });

  it('calls out from the server only where it was configured to: to a collector, and to providers for their keys', () => {
    expect(filesWith(/\bfetch\(|\bhttps?\.(?:request|get)\(|from 'undici'/, 'platform/')).toEqual([
      'platform/src/authentication/upstream-keys.ts',
      'platform/src/tracing/otlp.ts',
    ]);
    // It talks to the provider of log-ins.
    expect(filesWith(/from 'openid-client'|import\('openid-client'\)/, 'platform/')).toEqual([
      'platform/src/authentication/login.ts',
    ]);
  });
});
