import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createMaskinportenClient, type MaskinportenOptions } from '../client.ts';
import { altinnOrigins, localEnvironment } from '../environments.ts';
import { ConfigurationError } from '../errors.ts';
import { jwk } from '../keys.ts';
import { createPdpClient, type PdpOptions } from '../pdp/index.ts';
import { createSystemsClient } from '../systems/index.ts';
import { fakeMaskinporten } from '../testing/index.ts';
import { CLIENT_ID, privateJwk, READ } from '../testing/world.ts';
import { createTokenValidator } from '../validate/index.ts';
import { findConfiguration, fromDotnetSettings, fromEnv, fromSettingsFile } from './index.ts';

const encoded = async (change: object = {}): Promise<string> =>
  Buffer.from(JSON.stringify({ ...(await privateJwk()), ...change })).toString('base64');
const kidOf = async (key: { signer(): Promise<{ header: { kid?: string } }> }) => (await key.signer()).header.kid;
const thrown = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

describe('findConfiguration', () => {
  const found = (content: string | Uint8Array) => {
    const file = join(mkdtempSync(join(tmpdir(), 'portvakt-found-')), 'appsettings.json');
    writeFileSync(file, content);
    return findConfiguration({ env: {}, file });
  };
  const section = async () =>
    JSON.stringify({
      MaskinportenSettings: { Environment: 'test', ClientId: CLIENT_ID, Scope: READ, EncodedJwk: await encoded() },
    });

  it('reads a file in whichever encoding .NET finds', async () => {
    const text = `\uFEFF${await section()}`;
    const forms = [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()];
    for (const bytes of forms)
      expect(found(bytes).settings).toMatchObject({ clientId: CLIENT_ID, environment: 'test' });
  });

  it.each([
    ['', /appsettings\.json is not JSON: it is empty/],
    [new Uint8Array([0xc3, 0x28, 0x80, 0xff, 0, 1]), /is not JSON: it is no text, or not in UTF-8/],
    ['{"ClientId":"a"', /is not JSON: cut off/],
    ['{"MaskinportenSettings":{"ClientId":"a","Scope":"b","clientid":"c"}}', /has "clientid" twice in one place/],
    ['{"MaskinportenSettings":{"ClientId":"a"},"x":1,"MaskinportenSettings":{}}', /has "MaskinportenSettings" twice/],
  ])('says of a file that it cannot take what is wrong with it: %j', (content, told) => {
    const { error } = found(content);
    expect(error).toMatchObject({ reason: 'file-malformed', message: expect.stringMatching(told) });
  });

  it('takes a name that other objects have too, and texts that look like names', () => {
    const more = { Logging: { ClientId: 'x' }, Text: '{"ClientId":1,"ClientId":2}', List: [{ a: 1 }, { a: 2 }] };
    const { error } = found(JSON.stringify({ ...more, MaskinportenSettings: { ClientId: CLIENT_ID } }));
    expect(error).toMatchObject({ reason: 'key-missing' });
  });
});

describe('fromDotnetSettings', () => {
  it('takes every setting of the .NET client, in any case (client-library#7)', async () => {
    const settings = fromDotnetSettings({
      clientid: CLIENT_ID,
      SCOPE: 'a:b c:d',
      Resource: 'https://api.example/',
      Environment: 'ver2',
      EncodedJwk: await encoded(),
      Kid: 'other',
      ConsumerOrgNo: '310044423',
      TokenExchangeEnvironment: 'at22',
      UseAltinnTestOrg: 'TRUE',
      EnterpriseUserName: 'user',
      EnterpriseUserPassword: 'word',
      OverwriteAuthorizationHeader: true,
      EnableDebugLogging: '1',
      SomethingElse: 7,
      Empty: null,
    });
    expect(settings).toMatchObject({
      environment: 'test',
      clientId: CLIENT_ID,
      scopes: 'a:b c:d',
      resource: 'https://api.example/',
      consumerOrg: '310044423',
      altinn: { environment: 'at22', testOrg: true, enterpriseUser: { name: 'user', password: 'word' } },
      attach: { overwrite: true },
      ignored: ['SomethingElse', 'Empty'],
      warnings: [expect.stringContaining('ver2')],
    });
    expect(settings.hooks?.onTokenRequest).toBeTypeOf('function');
    expect(await kidOf(settings.key)).toBe('other');
    expect(createMaskinportenClient(settings).defaultKind).toBe('altinn');
  });

  it('knows both spellings of the exchange flag, which an enterprise user outranks (client-library#7)', async () => {
    const base = { ClientId: CLIENT_ID, Scope: READ, EncodedJwk: await encoded() };
    expect(fromDotnetSettings({ ...base, ExhangeToAltinnToken: true }).altinn).toBe(true);
    expect(fromDotnetSettings({ ...base, ExchangeToAltinnToken: 'true' }).altinn).toBe(true);
    expect(fromDotnetSettings({ ...base, ExhangeToAltinnToken: false, UseAltinnTestOrg: true }).altinn).toBe(false);
    expect(fromDotnetSettings(base).altinn).toBeUndefined();
    const user = { EnterpriseUserName: 'u', EnterpriseUserPassword: 'p' };
    expect(fromDotnetSettings({ ...base, ...user, ExhangeToAltinnToken: false }).altinn).toMatchObject({
      enterpriseUser: { name: 'u' },
    });
  });

  it('says what is missing, doubled or not possible here', async () => {
    const base = { ClientId: CLIENT_ID, Scope: READ };
    expect(thrown(() => fromDotnetSettings({ Scope: READ, EncodedJwk: 'x' }))).toContain('ClientId');
    expect(thrown(() => fromDotnetSettings(base))).toContain('EncodedJwk');
    expect(thrown(() => fromDotnetSettings({ ...base, EncodedJwk: 'x', EncodedX509: 'y' }))).toMatch(
      /EncodedJwk and EncodedX509/,
    );
    expect(thrown(() => fromDotnetSettings({ ...base, CertificateStoreThumbprint: 'AB' }))).toContain('PFX');
    expect(thrown(() => fromDotnetSettings({ ...base, EncodedJwk: 'x', UseAltinnTestOrg: 'yes' }))).toContain('yes');
    expect(thrown(() => fromDotnetSettings({ ...base, EncodedJwk: 'x', Environment: 'qa' }))).toContain('qa');
  });
});

describe('fromEnv', () => {
  it('reads the canonical names (client-library#8)', async () => {
    const settings = fromEnv({
      MASKINPORTEN_CLIENT_ID: CLIENT_ID,
      MASKINPORTEN_CLIENT_JWK: JSON.stringify(await privateJwk()),
      MASKINPORTEN_SCOPES: 'a:b',
      MASKINPORTEN_RESOURCE: 'https://api.example/',
      MASKINPORTEN_ENVIRONMENT: 'prod',
      MASKINPORTEN_KID: 'mine',
      MASKINPORTEN_SYSTEM_USER_ORG: '310044423',
      MASKINPORTEN_EXTERNAL_REF: 'branch',
      ALTINN_EXCHANGE: '1',
      ALTINN_PLATFORM_URL: 'https://platform.at22.altinn.cloud',
      ALTINN_TEST_ORG: 'false',
      MASKINPORTEN_TYPO: 'ignored silently: not ours',
    });
    expect(settings).toMatchObject({
      environment: 'prod',
      scopes: 'a:b',
      resource: 'https://api.example/',
      systemUser: { org: '310044423', externalRef: 'branch' },
      altinn: { environment: { platform: 'https://platform.at22.altinn.cloud' }, testOrg: false },
      ignored: [],
    });
    expect(await kidOf(settings.key)).toBe('mine');
  });

  it('reads what nais sets (client-library#8)', async () => {
    const base = { MASKINPORTEN_CLIENT_ID: CLIENT_ID, MASKINPORTEN_CLIENT_JWK: await encoded() };
    expect(
      fromEnv({
        ...base,
        MASKINPORTEN_WELL_KNOWN_URL: 'https://test.maskinporten.no/.well-known/oauth-authorization-server',
        MASKINPORTEN_ISSUER: 'https://test.maskinporten.no/',
        MASKINPORTEN_TOKEN_ENDPOINT: 'https://test.maskinporten.no/token',
      }).environment,
    ).toBe('test');
    expect(
      fromEnv({
        ...base,
        MASKINPORTEN_WELL_KNOWN_URL: 'https://mp.example/.well-known/oauth-authorization-server',
        MASKINPORTEN_TOKEN_ENDPOINT: 'https://mp.example/oauth/token',
        MASKINPORTEN_JWKS_URI: 'https://mp.example/jwks',
      }).environment,
    ).toEqual({
      name: 'mp.example',
      issuer: 'https://mp.example/',
      tokenEndpoint: 'https://mp.example/oauth/token',
      jwksUri: 'https://mp.example/jwks',
    });
  });

  it('reads the .NET client’s, and tells which it does not know (client-library#8)', async () => {
    const settings = fromEnv({
      MaskinportenSettings__ClientId: CLIENT_ID,
      MaskinportenSettings__EncodedJwk: await encoded({ kid: 'dotnet' }),
      MaskinportenSettings__Scope: 'a:b',
      'MaskinportenSettings:Environment': 'test',
      MaskinportenSettings__Unheard: 'x',
    });
    expect(settings).toMatchObject({
      clientId: CLIENT_ID,
      environment: 'test',
      scopes: 'a:b',
      ignored: ['MaskinportenSettings__Unheard'],
    });
    expect(await kidOf(settings.key)).toBe('dotnet');
  });

  it('never mixes client id and key of two families (client-library#8)', async () => {
    const dotnet = {
      MaskinportenSettings__ClientId: 'dotnet-client',
      MaskinportenSettings__EncodedJwk: await encoded({ kid: 'dotnet' }),
    };
    const half = fromEnv({ ...dotnet, MASKINPORTEN_CLIENT_ID: 'canonical-client', MASKINPORTEN_SCOPES: 'a:b' });
    expect([half.clientId, await kidOf(half.key), half.scopes]).toEqual(['dotnet-client', 'dotnet', 'a:b']);
    const whole = fromEnv({
      ...dotnet,
      MASKINPORTEN_CLIENT_ID: 'canonical-client',
      MASKINPORTEN_CLIENT_JWK: await encoded(),
    });
    expect([whole.clientId, await kidOf(whole.key)]).toEqual(['canonical-client', 'key-1']);
    const { MaskinportenSettings__EncodedJwk } = dotnet;
    expect(
      thrown(() => fromEnv({ MASKINPORTEN_CLIENT_ID: 'canonical-client', MaskinportenSettings__EncodedJwk })),
    ).toMatch(/MASKINPORTEN_CLIENT_JWK.*another client/);
    expect(
      thrown(() =>
        fromEnv({ MASKINPORTEN_CLIENT_ID: 'x', MASKINPORTEN_CLIENT_JWK: 'one', MASKINPORTEN_KEY_FILE: 'two' }),
      ),
    ).toMatch(/MASKINPORTEN_CLIENT_JWK and MASKINPORTEN_KEY_FILE/);
    expect(thrown(() => fromEnv({}))).toContain('MASKINPORTEN_CLIENT_ID');
  });

  it('shows no key and no password in what it refuses', async () => {
    const secret = 'very-secret-text';
    const message = thrown(() =>
      fromEnv({
        MASKINPORTEN_CLIENT_ID: 'x',
        MASKINPORTEN_CLIENT_JWK: secret,
        MASKINPORTEN_PKCS12_BASE64: `${secret}2`,
      }),
    );
    expect(message).not.toContain(secret);
  });
});

describe('where nobody names an environment (client-library#92)', () => {
  const PLATFORM = 'http://localhost:7311';
  const before = process.env['PORTVAKT_URL'];
  afterEach(() => {
    if (before === undefined) delete process.env['PORTVAKT_URL'];
    else process.env['PORTVAKT_URL'] = before;
  });
  /** Every way to a client, without an environment; the variables that are given are the process's own too. */
  const ways = async (env: Record<string, string>) => {
    delete process.env['PORTVAKT_URL'];
    Object.assign(process.env, env);
    const key = await encoded();
    const canonical = { MASKINPORTEN_CLIENT_ID: CLIENT_ID, MASKINPORTEN_CLIENT_JWK: key };
    const dotnet = { ClientId: CLIENT_ID, EncodedJwk: key };
    const prefixed = { MaskinportenSettings__ClientId: CLIENT_ID, MaskinportenSettings__EncodedJwk: key };
    return {
      createMaskinportenClient: { clientId: CLIENT_ID, key: jwk(key) },
      fromEnv: fromEnv({ ...canonical, ...env }),
      'fromEnv, .NET names': fromEnv({ ...prefixed, ...env }),
      fromDotnetSettings: fromDotnetSettings(dotnet),
    };
  };
  /** Where a client sends its first request. */
  const target = async (settings: Omit<MaskinportenOptions, 'scopes'>): Promise<string> => {
    let asked = 'nowhere';
    const fetch = async (url: URL | RequestInfo) => {
      asked = new URL(String(url)).origin;
      throw new TypeError('stop');
    };
    const client = createMaskinportenClient({ ...settings, scopes: READ, fetch, retry: false });
    await client.getToken().catch(() => {});
    return asked;
  };

  it('goes to the platform at PORTVAKT_URL', async () => {
    for (const [way, settings] of Object.entries(await ways({ PORTVAKT_URL: PLATFORM })))
      expect([way, await target(settings)]).toEqual([way, PLATFORM]);
    expect(altinnOrigins().map(String)).toEqual([String(new RegExp(`^${PLATFORM}$`))]);
  });

  it('says what to set where that is not set either, and never goes to PROD', async () => {
    for (const settings of Object.values(await ways({}))) {
      const message = thrown(() => createMaskinportenClient({ ...settings, scopes: READ }));
      expect(message).toMatch(/^environment is missing\. .*MASKINPORTEN_ENVIRONMENT.*PORTVAKT_URL/);
    }
    expect(thrown(() => altinnOrigins())).toContain('PORTVAKT_URL');
    expect(thrown(() => createTokenValidator({ environments: [undefined as never] }))).toContain('PORTVAKT_URL');
    const token = async () => 't';
    for (const make of [createTokenValidator, createPdpClient, createSystemsClient])
      expect(thrown(() => make({ token }))).toMatch(/^environment is missing\. .*PORTVAKT_URL/);
  });

  it('asks the decision point and the register there too, and takes the tokens of its issuers', async () => {
    delete process.env['PORTVAKT_URL'];
    const asked = async (options: Omit<PdpOptions, 'token'>) => {
      const urls: string[] = [];
      const fetch = async (url: URL | RequestInfo) => {
        urls.push(String(url));
        throw new TypeError('stop');
      };
      const more = { ...options, token: async () => 't', fetch };
      await createPdpClient(more)
        .evaluate({ Request: {} })
        .catch(() => {});
      await createSystemsClient(more)
        .list()
        .catch(() => {});
      return [...new Set(urls.map((url) => new URL(url).origin))];
    };
    for (const [environment, origin] of [
      ['prod', 'https://platform.altinn.no'],
      ['test', 'https://platform.tt02.altinn.no'],
      ['at22', 'https://platform.at22.altinn.cloud'],
      ['local', 'http://localhost:7070'],
      [localEnvironment(PLATFORM), PLATFORM],
    ] as const)
      expect(await asked({ environment })).toEqual([origin]);
    expect(await asked({ platform: `${PLATFORM}/` })).toEqual([PLATFORM]);
    process.env['PORTVAKT_URL'] = PLATFORM;
    expect(await asked({})).toEqual([PLATFORM]);
    expect(await asked({ environment: 'local' })).toEqual([PLATFORM]);
    const both = { platform: PLATFORM, environment: 'local', token: async () => 't' } as const;
    for (const make of [createPdpClient, createSystemsClient])
      expect(thrown(() => make(both))).toMatch(/^platform and environment are both given/);

    const key = { ...(await privateJwk()), kid: 'k' };
    const fake = fakeMaskinporten({ clients: [{ clientId: CLIENT_ID, keys: [key] }], base: PLATFORM });
    const { fetch } = fake;
    const client = createMaskinportenClient({ clientId: CLIENT_ID, key: jwk(key), scopes: READ, fetch });
    const validate = createTokenValidator({ fetch });
    expect((await validate((await client.getToken()).value)).kind).toBe('organisation');
  });

  it('takes "local" for the platform at PORTVAKT_URL in every place where an environment is named', async () => {
    process.env['PORTVAKT_URL'] = `${PLATFORM}/`;
    const key = jwk(await encoded());
    expect(await target({ environment: 'local', clientId: CLIENT_ID, key })).toBe(PLATFORM);
    expect(altinnOrigins('local').map((origin) => origin.test(PLATFORM))).toEqual([true]);
    expect(localEnvironment().issuer).toBe(`${PLATFORM}/maskinporten/`);
    const named = { MASKINPORTEN_CLIENT_ID: CLIENT_ID, MASKINPORTEN_CLIENT_JWK: await encoded() };
    const other = 'http://localhost:7312';
    const settings = fromEnv({ ...named, MASKINPORTEN_ENVIRONMENT: 'local', PORTVAKT_URL: other });
    expect(await target(settings)).toBe(other);
    expect(
      fromEnv({ ...named, ALTINN_EXCHANGE: '1', ALTINN_ENVIRONMENT: 'local', PORTVAKT_URL: other }).altinn,
    ).toMatchObject({ environment: { platform: other } });
  });

  it('lets a name win over PORTVAKT_URL, and PORTVAKT_URL over what nais and .NET settings say', async () => {
    const named = {
      MASKINPORTEN_CLIENT_ID: CLIENT_ID,
      MASKINPORTEN_CLIENT_JWK: await encoded(),
      PORTVAKT_URL: PLATFORM,
    };
    expect(fromEnv({ ...named, MASKINPORTEN_ENVIRONMENT: 'prod' }).environment).toBe('prod');
    for (const more of [
      { MASKINPORTEN_WELL_KNOWN_URL: 'https://maskinporten.no/.well-known/oauth-authorization-server' },
      { MaskinportenSettings__Environment: 'prod' },
    ])
      expect(fromEnv({ ...named, ...more }).environment).toMatchObject({ altinnPlatform: PLATFORM });
  });

  it('refuses a PORTVAKT_URL that no token may go to, and says so', async () => {
    for (const url of ['localhost:7070', 'ftp://localhost', 'nowhere', 'http://portvakt.example']) {
      process.env['PORTVAKT_URL'] = url;
      for (const environment of [undefined, 'local'] as const)
        expect(
          thrown(() => createMaskinportenClient({ environment, clientId: CLIENT_ID, key: jwk('{}'), scopes: READ })),
        ).toMatch(/PORTVAKT_URL|is not https/);
    }
  });

  it('reads a key set of altinn-jwks by the names that the command has', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-keys-'));
    writeFileSync(
      join(folder, 'app-TEST.jwks.json'),
      JSON.stringify({ keys: [{ ...(await privateJwk()), kid: 'stored' }] }),
    );
    const settings = fromEnv({
      MASKINPORTEN_CLIENT_ID: CLIENT_ID,
      ALTINN_JWK_NAME: 'app',
      ALTINN_JWK_STORE: folder,
      PORTVAKT_URL: PLATFORM,
    });
    expect(await kidOf(settings.key)).toBe('stored');
  });
});

describe('fromSettingsFile', () => {
  it('reads the form of Altinn apps, and its key anew when the file changes', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'portvakt-settings-')), 'maskinporten-settings.json');
    const write = async (kid: string) =>
      writeFileSync(
        path,
        JSON.stringify({
          MaskinportenSettings: {
            Authority: 'https://test.maskinporten.no/',
            ClientId: CLIENT_ID,
            JwkBase64: await encoded({ kid }),
          },
        }),
      );
    await write('first');
    const settings = fromSettingsFile(path);
    expect(settings).toMatchObject({ environment: 'test', clientId: CLIENT_ID });
    expect(await kidOf(settings.key)).toBe('first');
    await write('the-second');
    expect(await settings.key.refresh?.('rejected')).toBe(false);
    expect(await kidOf(settings.key)).toBe('the-second');
    writeFileSync(path, '{"clientId":"x"}');
    expect(thrown(() => fromSettingsFile(path))).toContain('authority');
    expect(thrown(() => fromSettingsFile(`${path}.none`))).toContain('ENOENT');
  });
});
