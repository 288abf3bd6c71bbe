/** Altinn.ApiClients.Maskinporten as NuGet has it, unchanged, in every way that reaches the platform (docs/clients.md). */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createHostsAuthority } from '@portvakt/platform';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { writePkcs12 } from 'altinn-jwks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const NUGET = 'https://api.nuget.org/v3/index.json';
const LONG_MS = 300_000;
const ORGANIZATION = '310044423';
const SCOPES = ['altinn:instances.read', 'altinn:instances.write'];
const ALTINN = 'https://platform.tt02.altinn.no';
/** The newest one, the last of those that take no addresses, and in the long form one before the newest. */
const VERSIONS = ['10.2.1', '9.1.0', ...(process.env['PORTVAKT_TESTS'] === 'long' ? ['10.2.0'] : [])];
const EXCHANGES = ['test', 'ver2', 'tt02', 'at21', 'at22', 'at23', 'at24', 'yt01'];
/** By the real names; by a handler that sends its requests elsewhere, with the real audience; by settings, from 10 on. */
const WAYS = ['hosts', 'redirected', 'settings'] as const;

/** Why the test cannot run here, if it cannot. */
async function missing(): Promise<string | undefined> {
  const { status, stdout } = spawnSync('dotnet', ['--version'], { encoding: 'utf8' });
  if (status !== 0) return 'dotnet is not installed';
  if (Number(stdout.split('.')[0]) < 10) return `dotnet ${stdout.trim()} is older than 10`;
  const answer = await fetch(NUGET, { signal: AbortSignal.timeout(120_000) }).catch(() => undefined);
  return answer?.ok ? undefined : 'NuGet is not reached';
}

const reason = await missing();
if (reason) console.log(`Altinn.ApiClients.Maskinporten is not tried: ${reason}.`);

type Outcomes = Readonly<Record<string, unknown>>;
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const claimsOf = (token: unknown): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

/** A business certificate of the sandbox, for the key of its clients, as PKCS#12. */
async function businessCertificate(box: Sandbox, password: string): Promise<Buffer> {
  const key = createPrivateKey({ key: { ...box.privateJwk }, format: 'jwk' });
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  const body = { organization: ORGANIZATION, publicKey, days: 30 };
  const issued = await box.call<{ certificate: string; chain: string[] }>('POST', '/sandbox/certificates', { body });
  const certificates = [issued.body.certificate, ...issued.body.chain].map((pem) => new X509Certificate(pem).raw);
  return writePkcs12(key, { passphrase: password, name: 'test', certificates });
}

/** Clients for each kind of definition, and all that the program is told, but for the way. */
async function prepared(box: Sandbox, folder: string) {
  const customer = { organization: ORGANIZATION, partyId: 50020008, director: '01816010027' };
  const resources = ['app_ttd_demo'];
  const vendor = await box.systemUser({ vendor: '310019747', customer, resources, scopes: SCOPES });
  const certified = await box.platform.createClient({
    organization: ORGANIZATION,
    name: 'Certificate',
    scopes: SCOPES,
  });
  const pkcs12Password = 'rugbrød';
  const pkcs12 = join(folder, 'certificate.p12');
  writeFileSync(pkcs12, await businessCertificate(box, pkcs12Password));
  const { kid, ...bare } = box.privateJwk;
  return {
    clientId: await box.createClient(ORGANIZATION, SCOPES),
    certificateClientId: certified.clientId,
    vendorClientId: vendor.clientId,
    scope: SCOPES.join(' '),
    encodedJwk: base64(box.privateJwk),
    encodedJwkWithoutKid: base64(bare),
    kid,
    pkcs12,
    pkcs12Password,
    organization: ORGANIZATION,
    otherOrganization: '310075272',
    partyId: customer.partyId,
    enterpriseUser: 'fjordvik-bedrift',
    enterprisePassword: 'Rugbrod-Kanel-42',
    exchangeEnvironments: EXCHANGES,
  };
}

describe.skipIf(reason !== undefined)('Altinn.ApiClients.Maskinporten', () => {
  let folder: string;
  let named: Sandbox;
  let plain: Sandbox;
  const programs = new Map<string, Promise<string>>();
  /** Built when it is first wanted. */
  const programOf = (version: string): Promise<string> => {
    const program = programs.get(version) ?? built(folder, version);
    programs.set(version, program);
    return program;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-dotnet-'));
    const authority = await createHostsAuthority();
    writeFileSync(join(folder, 'authority.pem'), authority.certificate);
    named = await startSandbox({ hosts: { authority, port: 0 } });
    plain = await startSandbox({ acceptedAudiences: ['https://test.maskinporten.no/'] });
  });
  afterAll(async () => {
    await named?.stop();
    await plain?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the program of one version in one way. */
  async function outcomes(version: string, way: (typeof WAYS)[number]): Promise<Outcomes> {
    const box = way === 'hosts' ? named : plain;
    const own = mkdtempSync(join(folder, 'run-'));
    const byName = way !== 'settings';
    const wish = {
      ...(await prepared(box, own)),
      way,
      platform: box.base,
      tlsPort: box.platform.tlsPort ?? 0,
      authority: join(folder, 'authority.pem'),
      altinn: byName ? ALTINN : box.base,
      apps: byName ? 'https://ttd.apps.tt02.altinn.no' : box.base,
      cacheFile: join(own, 'tokens.json'),
    };
    const child = spawn('dotnet', [await programOf(version)], { env: environment(), timeout: LONG_MS });
    child.stdin.end(JSON.stringify(wish));
    const [out, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (out === '') throw new Error(complaints);
    return JSON.parse(out) as Outcomes;
  }

  const cases = VERSIONS.flatMap((version) => WAYS.map((way) => [version, way] as const)).filter(
    ([version, way]) => way !== 'settings' || !version.startsWith('9.'),
  );
  it.each(cases)('runs unchanged, version %s by %s', async (version, way) => {
    const found = await outcomes(version, way);
    const box = way === 'hosts' ? named : plain;
    const isNine = version.startsWith('9.');
    for (const name of ['jwk', 'x509', 'pkcs12', 'custom', 'typed'])
      expect([name, found[`client ${name}`]]).toEqual([name, 200]);

    const issuer = box.platform.urls.maskinportenIssuer;
    const methods = {
      jwk: 'private_key_jwt',
      custom: 'private_key_jwt',
      x509: 'virksomhetssertifikat',
      pkcs12: 'virksomhetssertifikat',
    };
    for (const [name, client_amr] of Object.entries(methods))
      expect(claimsOf(found[`definition ${name}`])).toMatchObject({ iss: issuer, client_amr });
    expect(claimsOf(found['resource'])).toMatchObject({ aud: 'https://api.example/' });
    if (way !== 'settings') expect(claimsOf(found['low level'])).toMatchObject({ iss: issuer });

    expect(found['consumer without delegation']).toMatch(
      /^TokenRequestException: Consumer 310075272 has not delegated/,
    );
    expect(found['wrong scope']).toMatch(/^TokenRequestException: .*no:such\.scope/);
    // The store of the machine is Windows’s alone: the library finds nothing in it here.
    if (process.platform !== 'win32') expect(found['definition store']).toMatch(/^PlatformNotSupportedException/);

    expect([found['memory cache'], found['file cache']]).toEqual([
      [true, false],
      [true, true],
    ]);

    const altinn = box.platform.urls.altinnIssuer;
    const known = EXCHANGES.filter((name) => !isNine || name !== 'yt01');
    const exchanges = [...known, ...(isNine ? ['as an enterprise user'] : []), "by Maskinporten's environment"];
    for (const name of [...exchanges, 'as the test organisation'])
      expect([name, claimsOf(found[`exchange ${name}`])['iss']]).toEqual([name, altinn]);

    // What is served is the test environment: for the others the authority cannot vouch, and nothing is sent.
    for (const name of way === 'hosts' ? ['prod', 'ver2'] : [])
      expect(found[`environment ${name}`]).toMatch(/^AuthenticationException: .*RemoteCertificateNameMismatch/);

    expect(found[isNine ? 'instance as an enterprise user' : 'instance as a system user']).toBe(201);
    if (isNine) return;
    expect(claimsOf(found['kid by settings'])).toMatchObject({ iss: issuer });
    expect(claimsOf(found['system user'])['authorization_details']).toMatchObject([{ type: 'urn:altinn:systemuser' }]);
  });
});

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  DOTNET_NOLOGO: '1',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
});

/** @returns the program with this version of the library */
async function built(folder: string, version: string): Promise<string> {
  const at = join(folder, version);
  cpSync(join(here, 'dotnet'), at, { recursive: true });
  const words = ['build', 'Clients.csproj', `-p:LibraryVersion=${version}`, '--output', join(at, 'out'), '-v', 'q'];
  await promisify(execFile)('dotnet', words, { cwd: at, env: environment(), timeout: LONG_MS });
  return join(at, 'out', 'Clients.dll');
}
