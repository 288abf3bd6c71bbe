import { execFile } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES, type SampleFacts, type SampleLanguage, sampleOf } from '../src/try-it/samples.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const ORGANIZATION = '310019747';
const TOKEN = /ey[\w-]+\.ey[\w-]+\.[\w-]+/g;

/** The public halves of an RSA key, as `altinn-jwks` prints them. */
type PublicKeys = Parameters<Platform['createClient']>[0]['keys'];

describe('what the portal gives one to copy', () => {
  let platform: Platform;
  let facts: SampleFacts;
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-samples-'));
  const { PORTVAKT_URL: _url, MASKINPORTEN_ENVIRONMENT: _where, NODE_OPTIONS: _sources, ...env } = process.env;
  /** As they are printed, in a folder of one's own where the packages are installed. */
  const shell = async (script: string) => (await run('sh', ['-ec', script], { cwd: folder, env })).stdout;

  it('begin with what gets a token', () => {
    expect(LANGUAGES[0]).toBe('portvakt');
  });

  beforeAll(async () => {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    platform = await startPlatform({ port: 0 });
    const { base, maskinportenIssuer: issuer } = platform.urls;
    const draft = { issuer, base, clientId: '', kid: '', scopes: ['altinn:instances.read', 'altinn:instances.write'] };
    const printed = await shell(sampleOf('altinn-jwks', draft));
    const [line = ''] = /\[\{.*?\}\]/s.exec(printed) ?? [];
    const keys = JSON.parse(line) as NonNullable<PublicKeys> & readonly { readonly kid: string }[];
    const { clientId } = await platform.createClient({
      organization: ORGANIZATION,
      name: 'Å kopiere',
      scopes: draft.scopes,
      keys,
    });
    facts = { ...draft, clientId, kid: keys[0]?.kid ?? '' };
  });
  afterAll(() => platform.stop());

  const tokensIn = (text: string) =>
    [...new Set(text.match(TOKEN))].map(
      (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>,
    );
  const expectBoth = (text: string) => {
    const issuers = tokensIn(text).map(({ iss, client_id }) => [iss, client_id]);
    expect(issuers).toEqual([
      [facts.issuer, facts.clientId],
      [`${facts.base}/authentication/api/v1/openid/`, facts.clientId],
    ]);
  };

  it('gets a token and exchanges it with the commands of portvakt, as they are printed', async () =>
    expectBoth(await shell(sampleOf('portvakt', facts))));

  it('gets a token and exchanges it with curl, as it is printed', async () =>
    expectBoth(await shell(sampleOf('curl', facts))));

  it('gets a token and exchanges it with TypeScript, as it is printed', async () => {
    writeFileSync(join(folder, 'sample.mts'), sampleOf('TypeScript', facts));
    expectBoth((await run(process.execPath, ['sample.mts'], { cwd: folder, env })).stdout);
  });

  it('keeps a kid and a scope with marks in them texts, in every language', () => {
    const evil = { ...facts, kid: `a"'$(id)\\`, scopes: [`x:y'"\${z}`] };
    const languages: readonly SampleLanguage[] = ['curl', 'TypeScript', 'C#', 'Python'];
    const texts = languages.map((language) => sampleOf(language, evil));
    expect(texts[0]).toContain(`KID='a"'\\''$(id)\\'`);
    expect(texts[1]).toContain(`scopes: 'x:y\\'"\${z}'`);
    expect(texts[2]).toContain(`var kid = "a\\"'$(id)\\\\";`);
    expect(texts[3]).toContain(`headers={"kid": "a\\"'$(id)\\\\"},`);
  });
});
