import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAUSES, type Report, STEPS } from '@portvakt/client/doctor';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { createKeys, minimalJwk, openStore } from 'altinn-jwks';
import { CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DoctorIo, doctorCommand } from './index.ts';
import { changeOf } from './watch.ts';

const CUSTOMER = '310044423';
const READ = 'altinn:instances.read';
const folder = mkdtempSync(join(tmpdir(), 'portvakt-doctor-'));

let box: Sandbox;
let working: Record<string, string>;
beforeAll(async () => {
  box = await startSandbox();
  working = {
    PORTVAKT_URL: box.base,
    MASKINPORTEN_ENVIRONMENT: 'local',
    MASKINPORTEN_CLIENT_ID: await box.createClient(CUSTOMER, [READ]),
    MASKINPORTEN_CLIENT_JWK: JSON.stringify(box.privateJwk),
    MASKINPORTEN_SCOPES: READ,
  };
});
afterAll(() => box.stop());

interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number | undefined;
}

/** Runs the command as the program does. */
async function doctor(
  args: readonly string[],
  env: Record<string, string>,
  more: Partial<DoctorIo> = {},
): Promise<Ran> {
  let [out, err] = ['', ''];
  let code: number | undefined;
  const io: DoctorIo = {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      err += text;
    },
    exit: (status) => {
      code = status;
    },
    isTerminal: false,
    env,
    folder,
    now: Date.now,
    next: async () => false,
    ...more,
  };
  const command = doctorCommand(io).configureOutput({ writeOut: io.out, writeErr: io.error });
  await command.parseAsync([...args], { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode;
  });
  return { out, err, code };
}

describe('portvakt doctor', () => {
  it('says that nothing is wrong, a line a step, and ends with 0', async () => {
    const { out, code } = await doctor(['--exchange'], working);
    expect(code).toBe(0);
    const lines = out.split('\n').slice(0, Object.keys(STEPS).length);
    expect(lines.map((line) => line.slice(0, 6).trim()).filter((label) => !['OK', 'SKIP'].includes(label))).toEqual([]);
    expect(lines.map((line) => line.slice(6, 34).trim())).toEqual(Object.values(STEPS).map((label) => label));
    expect(out).toMatch(/Nothing is wrong: 1\d OK, 0 warnings, \d not looked at\.\n$/);
    expect(out).not.toContain('\u001b');
  });

  it('ends with what to do next, and 1', async () => {
    const { out, code } = await doctor(['--scope', READ, 'altinn:instances.write'], working);
    expect(code).toBe(1);
    expect(out).toMatch(/^OK {4}Public key on the client/m);
    expect(out).toMatch(/^FAIL {2}Scopes +altinn:instances\.write: .*the client has altinn:instances\.read$/m);
    expect(out).toMatch(/^SKIP {2}Exchange +needs Scopes$/m);
    expect(out).toMatch(
      /\nFAIL {2}Scopes: scope-not-on-client\nNext {2}Add it to the client[^\n]+\n {6}See docs\/doctor\.md#scopes\n$/,
    );
  });

  it('has colours for those who look, and JSON for programs', async () => {
    const { out: coloured } = await doctor([], working, { isTerminal: true });
    expect(coloured).toContain('\u001b[32mOK\u001b[0m    Configuration');
    const { out, code } = await doctor(['--json', '--client-id', 'ingen'], working, { isTerminal: true });
    const report = JSON.parse(out) as Report;
    expect([code, report.healthy, report.verdict?.cause]).toEqual([1, false, 'client-unknown']);
    expect(report.steps.map(({ id }) => id)).toEqual(Object.keys(STEPS));
  });

  it('ends with 2 when it is used wrongly, and checks nothing', async () => {
    const wrong = [
      ['--config', 'x.json', '--env'],
      ['--config', 'x.json', '--client-id', 'x'],
      ['--key', 'a', '--key-file', 'b'],
      ['--admin-key', 'a'],
      ['--timeout', 'lenge'],
      ['--watch', '-1'],
      ['--ukjent'],
      ['for', 'mye'],
    ];
    for (const args of wrong) {
      const { out, err, code } = await doctor(args, working);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toMatch(/\w.*\n$/);
    }
    expect((await doctor(['--help'], working)).code).toBe(0);
  });

  it('takes the file that is named, and the store’s key instead of the variables’', async () => {
    const { MASKINPORTEN_CLIENT_ID: ClientId, MASKINPORTEN_CLIENT_JWK: jwk = '' } = working;
    const EncodedJwk = Buffer.from(jwk).toString('base64');
    const file = join(folder, 'named.json');
    const section = { Environment: 'local', ClientId, Scope: READ, EncodedJwk };
    writeFileSync(file, JSON.stringify({ MaskinportenSettings: section }), { mode: 0o644 });
    const { out, code } = await doctor(['--config', file], { PORTVAKT_URL: box.base });
    expect(code).toBe(0);
    expect(out).toMatch(/^WARN {2}Secrets +\S+named\.json\n {6}Let its owner alone read it/m);
    const { out: store } = await doctor(['--key', 'ingen', '--store', folder], working);
    expect(store).toContain('Private key: key-set-missing');
  });

  it('looks again when something changes, adds to what stands, and says when nothing is different', async () => {
    const file = join(folder, 'watched.jwk');
    writeFileSync(file, '{"kty":"RSA", half', { mode: 0o600 });
    const { MASKINPORTEN_CLIENT_JWK: jwk = '', ...rest } = working;
    const env = { ...rest, MASKINPORTEN_KEY_FILE: file };
    let looks = 0;
    const { out, code } = await doctor(['--watch', '5'], env, {
      next: async (files, ms) => {
        expect([files, ms]).toEqual([[file], 5000]);
        looks += 1;
        if (looks === 2) writeFileSync(file, jwk);
        return looks < 3;
      },
    });
    expect(code).toBe(0);
    expect(out).toMatch(/key-unreadable[\s\S]*\n\d\d:\d\d:\d\d the same\n\n\d\d:\d\d:\d\d\nOK[\s\S]*Nothing is wrong/);
    expect(out).not.toContain('\u001b');
  });

  it('sees what an administrator sees, by a token or by a client of one', async () => {
    const organization = CUSTOMER;
    const scopes = ['idporten:dcr.write', 'idporten:dcr.read'];
    const body = { organization, scopes, issuer: 'maskinporten' };
    const { token } = (await box.call<{ token: string }>('POST', '/sandbox/tokens', { body })).body;
    const clientId = await box.createClient(organization, [READ]);
    await box.call('DELETE', `/selvbetjening/api/v1/clients/${clientId}`, { token });
    const env = { ...working, MASKINPORTEN_CLIENT_ID: clientId };
    expect((await doctor([], env)).out).toContain('Client: client-unknown');
    expect((await doctor([], { ...env, PORTVAKT_ADMIN_TOKEN: token })).out).toContain('Client: client-inactive');
    const place = mkdtempSync(join(folder, 'store-'));
    const store = await openStore(place);
    await createKeys({ store, name: 'admin', environments: ['TEST'] });
    const set = await store.read('admin', 'TEST');
    const keys = set ? [minimalJwk(set.current)] : [];
    const admin = await box.platform.createClient({ organization, name: 'Admin', scopes: ['idporten:dcr.read'], keys });
    const args = ['--admin-client-id', admin.clientId, '--admin-key', 'admin'];
    const named = await doctor(args, { ...env, ALTINN_JWK_STORE: place });
    expect(named.out).toContain('Client: client-inactive');
    // What an administrator's key does not open is no fault of the set-up.
    expect((await doctor(args, { ...working, ALTINN_JWK_STORE: folder })).code).toBe(0);
  });

  it('sees a file that is replaced', async () => {
    const file = join(folder, 'replaced');
    writeFileSync(file, 'one');
    const changed = changeOf([file], 600_000);
    writeFileSync(`${file}.new`, 'two, and longer');
    renameSync(`${file}.new`, file);
    await changed;
    await changeOf([], 1);
  });
});

describe('secrets', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'x' });
  const planted = {
    jwk,
    base64: Buffer.from(jwk).toString('base64'),
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    'pem of one line': (privateKey.export({ type: 'pkcs8', format: 'pem' }) as string).replaceAll('\n', '\\n'),
  };
  const names = [
    ...['CLIENT_ID', 'SCOPES', 'ENVIRONMENT', 'ISSUER', 'KID', 'RESOURCE', 'CONSUMER_ORG', 'SYSTEM_USER_ORG'],
    ...['EXTERNAL_REF', 'KEY_FILE', 'PKCS12_FILE', 'CLIENT_JWK', 'PRIVATE_KEY', 'PKCS12_BASE64'],
  ].map((name) => `MASKINPORTEN_${name}`);
  const elsewhere = ['PORTVAKT_URL', 'ALTINN_ENVIRONMENT', 'ALTINN_EXCHANGE', 'ALTINN_JWK_NAME', 'ALTINN_PLATFORM_URL'];
  const { d = '' } = privateKey.export({ format: 'jwk' });
  const der = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  // The heads of a key are alike in all: what is searched for lies behind them.
  const pieces = [d.slice(0, 12), d.slice(40, 52), ...[60, 100, 140, 800].map((at) => der.slice(at, at + 12))];
  for (let at = 30; at < planted.base64.length - 12; at += 60) pieces.push(planted.base64.slice(at, at + 12));

  it.each([...names, ...elsewhere])('are never told, wherever they are planted: %s', async (name) => {
    for (const secret of Object.values(planted)) {
      const env = { ...working, ALTINN_EXCHANGE: 'true', [name]: secret };
      for (const args of [[], ['--json']]) {
        const { out, err } = await doctor(args, env);
        expect(pieces.filter((piece) => `${out}${err}`.includes(piece))).toEqual([]);
      }
    }
  });

  it('in wrong places are warned of, by the name of the setting alone', async () => {
    const env = { ...working, MASKINPORTEN_EXTERNAL_REF: jwk, VITE_KEY: planted.base64 };
    expect((await doctor([], env)).out).toMatch(/^WARN {2}Secrets +MASKINPORTEN_EXTERNAL_REF\n/m);
    const { MASKINPORTEN_EXTERNAL_REF: _, ...rest } = env;
    expect((await doctor([], rest)).out).toMatch(/^WARN {2}Secrets +VITE_KEY\n/m);
    const url = box.base.replace('://', '://ola:Sommer-2026@');
    const { out } = await doctor([], { ...working, PORTVAKT_URL: url });
    expect(out).toMatch(/^WARN {2}Secrets +PORTVAKT_URL\n/m);
    expect(out).not.toContain('Sommer-2026');
  });

  it('do not take names with them: a key set and its store are told of', async () => {
    const { MASKINPORTEN_CLIENT_JWK: _jwk, ...keyless } = working;
    const env = { ...keyless, ALTINN_JWK_NAME: 'testklient', ALTINN_JWK_STORE: folder };
    expect((await doctor([], env)).out).toMatch(/^FAIL {2}Private key .*testklient/m);
  });

  it('of a file that is half written are not told either', async () => {
    const file = join(folder, 'half.json');
    for (const secret of [planted.base64, jwk]) {
      writeFileSync(file, `{"MaskinportenSettings":{"ClientId":"x","EncodedJwk":"${secret}`, { mode: 0o600 });
      const { out, err, code } = await doctor(['--config', file], {});
      expect(code).toBe(1);
      expect(pieces.filter((piece) => `${out}${err}`.includes(piece))).toEqual([]);
      expect(out).toContain('Configuration: file-malformed');
    }
  });
});

describe('what a server says', () => {
  it('cannot command the terminal', async () => {
    const { out } = await doctor(
      ['--redirect-url', 'https://x.example/\u001b[2J', '--client-id', 'x\u001b[31mred\u202e'],
      working,
    );
    expect(['\u001b', '\u202e'].filter((char) => out.includes(char))).toEqual([]);
  });

  it('has a cause for every step that can fail', () => {
    const steps = new Set(Object.values(CAUSES).map(({ step }) => step));
    expect(Object.keys(STEPS).filter((id) => !steps.has(id as keyof typeof STEPS))).toEqual([]);
  });
});

/** Puts a text between the marks of a page, in the place of what stands there. */
const between = (page: string, mark: string, text: string): string =>
  page.replace(
    new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`),
    (_, start, end) => `${start}\n${text}\n${end}`,
  );

function causesPage(): string {
  const sections = Object.entries(STEPS).map(([id, label]) => {
    const rows = Object.entries(CAUSES).flatMap(([cause, { step, what, next }]) =>
      step === id ? [`| \`${cause}\` | ${what} | ${next} |`] : [],
    );
    return `## ${id}\n\nShown as *${label}*.\n\n| cause | what it is | what to do |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return sections.join('\n');
}

describe('docs/doctor.md', () => {
  it('has every step with its causes, and an example as it is printed', async () => {
    const clientId = '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34';
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = box.privateJwk;
    const wish = { organization: CUSTOMER, name: 'Lønn', scopes: [READ], clientId, keys: [publicJwk] };
    await box.platform.createClient(wish);
    const env = { ...working, MASKINPORTEN_CLIENT_ID: clientId };
    const { clock } = box.platform;
    clock.freeze();
    const now = () => clock.now();
    const { out } = await doctor(['--scope', READ, 'altinn:instances.write', '--exchange'], env, { now });
    clock.reset();
    const printed = out
      .replaceAll(new URL(box.base).host, 'localhost:7070')
      .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, '2027-11-28');
    const file = join(import.meta.dirname, '../../../../docs/doctor.md');
    const example = `\`\`\`text\n${printed}\`\`\`\n`;
    const page = between(between(readFileSync(file, 'utf8'), 'example', example), 'causes', causesPage());
    await expect(page).toMatchFileSnapshot(file);
  });
});
