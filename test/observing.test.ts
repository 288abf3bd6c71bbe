import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@portvakt/platform/testing/sandbox';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const RULES = join(root, 'deploy', 'prometheus', 'portvakt-alerts.yml');
const DASHBOARD = join(root, 'deploy', 'grafana', 'portvakt.json');
/** Of Debian's package prometheus. */
const PROMTOOL = '/usr/bin/promtool';
/** Prometheus' own. */
const OTHERS = new Set(['up']);

const namesIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\b(?:portvakt|altinn|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name)),
];

/** What a platform exports, and what only one on PostgreSQL, or in production, does. */
async function exported(): Promise<ReadonlySet<string>> {
  const box = await startSandbox();
  await box.altinnToken('310001236', ['altinn:authorization/authorize']);
  await box.call('GET', '/register/api/v1/persons');
  const { text } = await box.call('GET', '/metrics');
  await box.stop();
  const more = ['database', 'business-certificates'].map((room) =>
    readFileSync(join(root, 'packages', 'platform', 'src', room, 'metrics.ts'), 'utf8'),
  );
  const described = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  return new Set([...namesIn(text), ...described, ...more.flatMap(namesIn), ...OTHERS]);
}

describe('what stands in deploy/ for who watches', () => {
  it('asks for nothing that a platform does not tell', async () => {
    const known = await exported();
    const texts = [RULES, DASHBOARD].map((file) => readFileSync(file, 'utf8'));
    for (const text of texts) {
      const asked = namesIn(text);
      expect(asked.length).toBeGreaterThan(8);
      expect(asked.filter((name) => !known.has(name))).toEqual([]);
    }
  });

  it('is a dashboard whose panels each ask something, of the data source that is chosen', () => {
    const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
      panels: readonly {
        id: number;
        title: string;
        datasource: { uid: string };
        targets: readonly { expr: string }[];
      }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { title, datasource, targets } of panels)
      expect({ title, uid: datasource.uid, exprs: targets.map(({ expr }) => expr) }).toEqual({
        title,
        uid: expect.stringMatching(/^\$\{datasource\}$/),
        exprs: targets.map(() => expect.stringContaining('job="portvakt"')),
      });
  });

  it.skipIf(!existsSync(PROMTOOL))('are rules that Prometheus takes, and that fire when they should', () => {
    expect(String(execFileSync(PROMTOOL, ['check', 'rules', RULES]))).toContain('SUCCESS');
    const tests = RULES.replace('.yml', '.test.yml');
    expect(String(execFileSync(PROMTOOL, ['test', 'rules', tests], { cwd: dirname(tests) }))).toContain('SUCCESS');
  });
});
