// `npm run openapi`: writes the OpenAPI document of a started platform, from the sources as they are, and holds it to Redocly's recommended
// rules, with the exceptions of test/openapi/redocly.yaml. No error and no warning is let through.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, install, node, root } from './setup.mjs';

install();
const folder = mkdtempSync(join(tmpdir(), 'portvakt-openapi-'));
const document = join(folder, 'openapi.json');
const rules = join(root, 'test', 'openapi', 'redocly.yaml');
const redocly = join(root, 'node_modules', '@redocly', 'cli', 'bin', 'cli.js');

function run(...args) {
  return spawnSync(node, args, {
    cwd: root,
    env: { ...env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}

/** @returns what is wrong with the document, a line each */
function faults() {
  const sources = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'];
  const written = run(...sources, join(root, 'test', 'openapi', 'write.ts'), document);
  if (written.status !== 0) return [`the document could not be written: ${written.stderr}`];
  console.log(written.stdout.trim());
  // As JSON, since the exit code says nothing of warnings.
  const linted = run(redocly, 'lint', document, `--config=${rules}`, '--format=json', '--max-problems=1000');
  if (!linted.stdout.startsWith('{')) return [`redocly ended with ${linted.status}: ${linted.stderr}`];
  return JSON.parse(linted.stdout).problems.map(
    ({ severity, ruleId, message, location }) => `${severity} ${ruleId}: ${message} ${location[0]?.pointer ?? ''}`,
  );
}

try {
  const found = faults();
  for (const line of found) console.error(line);
  console.log(`${found.length} faults in the OpenAPI document`);
  if (found.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
