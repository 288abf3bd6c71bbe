import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labelled } from 'altinn-jwks/command';
import { Command } from 'commander';
import type { Journey, JourneyKey } from './context.ts';
import { decisionStep, systemUserStep } from './decision-steps.ts';
import { enterpriseStep, organisationStep } from './instance-steps.ts';
import { createNarrator, expect, type Narrator } from './narrator.ts';
import { altinnJwks, startInProcess } from './processes.ts';
import { exchangeStep, grantStep, portalStep } from './token-steps.ts';

const NAME = 'testklient';

/** `portvakt journey`: exit code 0, or 1 with the name of the step that failed. */
export function journeyCommand(): Command {
  return new Command('journey')
    .description('Walk the getting-started journey over HTTP against a platform of its own')
    .option('--quiet', 'print only the outcome')
    .action(async ({ quiet }: { quiet?: boolean }) => {
      const started = performance.now();
      const tell = createNarrator((text) => quiet || process.stdout.write(text));
      try {
        await walk(tell);
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        process.stdout.write(`\n${labelled('OK', `The journey is complete: ${seconds} s.`)}\n`);
      } catch (error) {
        process.stderr.write(
          `\n${labelled('FAIL', `Failed at step ${tell.current()}: ${error instanceof Error ? error.message : String(error)}`)}\n`,
        );
        if (process.env['PORTVAKT_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
        process.exitCode = 1;
      }
    });
}

async function walk(tell: Narrator): Promise<void> {
  tell.step('Start the platform');
  const platform = await startInProcess();
  const folder = await mkdtemp(join(tmpdir(), 'portvakt-journey-'));
  try {
    tell.say(
      `Ready after ${Math.round(platform.readyMs)} ms at ${platform.urls.base}, with the synthetic world in it.`,
    );
    const key = await keyStep(tell, folder);
    const journey: Journey = { urls: platform.urls, tell, key };
    const own = await portalStep(journey);
    await grantStep(journey, own);
    await exchangeStep(journey, own);
    await organisationStep(journey, own);
    await decisionStep(journey);
    await systemUserStep(journey);
    await enterpriseStep(journey, own, () => startInProcess(['--enterprise-users', 'gone']));
  } finally {
    await platform.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The key tool: create, export the public half for the portal and the private one for Key Vault. */
async function keyStep(tell: Narrator, folder: string): Promise<JourneyKey> {
  tell.step('Make a key with altinn-jwks');
  const created = await altinnJwks(folder, ['create', NAME]);
  for (const line of created.trim().split('\n')) tell.say(line);
  expect(
    /^Generating key testklient-TEST\.\S+\nGenerating key testklient-PROD\.\S+\n$/.test(created),
    'altinn-jwks create printed something else',
  );
  const exported = await altinnJwks(folder, ['export', 'maskinporten', NAME]);
  const publicKeys = JSON.parse(exported) as { kid: string }[];
  tell.say(`altinn-jwks export maskinporten ${NAME}: ${exported.slice(0, 90)}…`);
  const base64 = await altinnJwks(folder, ['export', 'key', NAME, '--base64']);
  tell.say(`altinn-jwks export key ${NAME} --base64: ${base64.length} characters for Key Vault (not shown).`);
  const privateJwk = JSON.parse(Buffer.from(base64, 'base64').toString('utf8')) as Record<string, unknown>;
  const kid = publicKeys[0]?.kid;
  expect(kid !== undefined && privateJwk['kid'] === kid, 'the exported halves have different kids');
  return { publicKeys, privateJwk, kid };
}
