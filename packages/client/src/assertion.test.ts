import { describe, expect, it } from 'vitest';
import { createMaskinportenClient } from './client.ts';
import { decodeToken } from './decode.ts';
import { jwk, pem } from './keys.ts';
import { CLIENT_ID, privateJwk, READ, WRITE, world } from './testing/world.ts';

const CUSTOMER = '312770016';

describe('the assertion', () => {
  it('has the issuer verbatim as its only audience, is short-lived, and says nothing it must not (client-library#10, client-library#11, client-library#25)', async () => {
    const { client, fake, clock } = await world();
    await client.getToken();
    const { claims } = fake.calls[0] ?? {};
    expect(claims).toMatchObject({ aud: fake.environment.issuer, iss: CLIENT_ID, scope: READ });
    expect(claims?.iat).toBe(Math.floor(clock() / 1000) - 10);
    expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).toBe(115);
    for (const name of ['nbf', 'sub', 'iss_onbehalfof']) expect(claims).not.toHaveProperty(name);
  });

  it('lives no longer than 120 s, whatever is asked for (client-library#11)', async () => {
    const { client, fake } = await world({ assertion: { lifetimeSeconds: 3600 } });
    await client.getToken();
    const { iat = 0, exp = 0 } = fake.calls[0]?.claims ?? {};
    expect(exp - iat).toBe(120);
  });

  it('has no claim but its own, with everything that a request can have (client-library#25)', async () => {
    const { client, fake } = await world();
    const all = { resource: 'https://api.example/', consumerOrg: CUSTOMER, pid: '01816010027' };
    await client.getToken({ ...all, systemUser: { org: CUSTOMER, externalRef: 'r' } });
    await client.getToken({ ...all, consent: { id: 'a5a5b0cd-3c6b-4d9b-8a3e-7f0c4f1d2e3a', from: CUSTOMER } });
    const own = [
      'aud',
      'authorization_details',
      'consumer_org',
      'exp',
      'iat',
      'iss',
      'jti',
      'pid',
      'resource',
      'scope',
    ];
    expect(fake.calls.map(({ claims }) => Object.keys(claims).sort())).toEqual([own, own]);
  });

  it('goes in a form body, with nothing in the query string and no secret (client-library#26)', async () => {
    const { client, fake } = await world();
    await client.getToken();
    const [call] = fake.calls;
    expect(new URL(call?.url ?? '').search).toBe('');
    expect(call?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    const form = new URLSearchParams(call?.body);
    expect([...form.keys()].sort()).toEqual(['assertion', 'grant_type']);
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(decodeToken(form.get('assertion') ?? '').claims).toEqual(call?.claims);
    // A secret could also go as HTTP Basic.
    expect(call?.headers.has('authorization')).toBe(false);
  });

  it('brings scopes into one form and one cache entry (client-library#17)', async () => {
    const { client, fake, count } = await world();
    await client.getToken({ scopes: `${WRITE} ${READ} ${WRITE}` });
    await client.getToken({ scopes: [READ, WRITE] });
    expect(fake.calls[0]?.claims['scope']).toBe(`${READ} ${WRITE}`);
    expect(count('token')).toBe(1);
  });

  it('sends one resource as string and two as array, and refuses what is no absolute URI (client-library#18)', async () => {
    const { client, fake } = await world();
    await client.getToken({ resource: 'https://api.example/' });
    await client.getToken({ resource: ['https://b.example/', 'https://a.example/'] });
    await client.getToken({ resource: ['https://c.example/'] });
    expect(fake.calls.map((call) => call.claims['resource'])).toEqual([
      'https://api.example/',
      ['https://a.example/', 'https://b.example/'],
      'https://c.example/',
    ]);
    for (const resource of ['/relative', 'https://api.example/#part', ['https://api.example/', 'relative']])
      await expect(client.getToken({ resource })).rejects.toMatchObject({ code: 'CONFIG' });
    expect(fake.calls).toHaveLength(3);
  });

  it('sends the consumer as the claim consumer_org, nowhere else (client-library#19)', async () => {
    const { client, fake } = await world();
    await client.getToken({ consumerOrg: `0192:${CUSTOMER}` });
    const [call] = fake.calls;
    expect(call?.claims).toMatchObject({ consumer_org: CUSTOMER });
    expect(call?.claims).not.toHaveProperty('consumer_orgno');
    const outside = [call?.url, ...(call?.headers ?? []), ...new URLSearchParams(call?.body).keys()].join();
    expect(outside).not.toMatch(new RegExp(`consumer|${CUSTOMER}`, 'i'));
    await expect(client.getToken({ consumerOrg: '312770017' })).rejects.toMatchObject({ code: 'CONFIG' });
  });

  it('names a system user by one element, with or without 0192: (client-library#21, client-library#22, client-library#23)', async () => {
    const { client, fake, count } = await world();
    await client.getToken({ systemUser: { org: CUSTOMER, externalRef: ' ' } });
    await client.getToken({ systemUser: { org: `0192:${CUSTOMER}` } });
    expect(count('token')).toBe(1);
    expect(fake.calls[0]?.claims['authorization_details']).toEqual([
      {
        type: 'urn:altinn:systemuser',
        systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${CUSTOMER}` },
      },
    ]);
    for (const externalRef of ['a b', 'x'.repeat(256)])
      await expect(client.getToken({ systemUser: { org: CUSTOMER, externalRef } })).rejects.toMatchObject({
        code: 'CONFIG',
      });
    await client.getToken({ systemUser: { org: CUSTOMER, externalRef: 'x'.repeat(255) } });
    expect(count('token')).toBe(2);
  });

  it('says the same with and without 0192:, of a system user and of a consumer (client-library#22)', async () => {
    for (const request of [
      (org: string) => ({ systemUser: { org, externalRef: 'r' } }),
      (org: string) => ({ consumerOrg: org }),
    ]) {
      const { client, fake } = await world();
      const first = await client.getToken(request(CUSTOMER));
      expect(await client.getToken(request(`0192:${CUSTOMER}`))).toMatchObject({ value: first.value, source: 'cache' });
      await client.getToken(request(`0192:${CUSTOMER}`), { refresh: true });
      const [plain, prefixed, ...more] = fake.calls.map(({ claims: { jti: _, ...claims } }) => claims);
      expect(prefixed).toEqual(plain);
      expect(more).toEqual([]);
    }
  });

  it('refuses a system user together with a consent (client-library#24)', async () => {
    const { client, fake } = await world();
    const consent = { id: 'a5a5b0cd-3c6b-4d9b-8a3e-7f0c4f1d2e3a', from: CUSTOMER };
    const systemUser = { org: CUSTOMER };
    for (const asked of [client.getToken({ systemUser, consent }), client.with({ systemUser }).getToken({ consent })])
      await expect(asked).rejects.toThrow(/exclude each other/);
    expect(fake.calls).toHaveLength(0);
  });
});

describe('keys', () => {
  const algorithms = ['RS256', 'RS384', 'RS512'] as const;
  it.each(algorithms)('signs %s when the JWK says so (client-library#13)', async (alg) => {
    const { client, fake } = await world(
      { key: jwk({ ...(await privateJwk()), alg }) },
      {
        clients: [{ clientId: CLIENT_ID, keys: [{ ...(await privateJwk()), alg }] }],
      },
    );
    await client.getToken();
    const assertion = new URLSearchParams(fake.calls[0]?.body).get('assertion') ?? '';
    expect(decodeToken(assertion).header).toEqual({ alg, typ: 'JWT', kid: 'key-1' });
  });

  it('refuses an EC key and a short RSA key before any request (client-library#14)', async () => {
    // Keys in working order: only what they are can be the reason.
    const { generateKeyPairSync } = await import('node:crypto');
    const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey;
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    for (const [key, why] of [
      [ec, 'a key of type EC cannot be used'],
      [rsa(1024), 'fewer than 2048 bits'],
      [rsa(2040), 'fewer than 2048 bits'],
      // As many characters as 2048 bits have.
      [rsa(2047), 'fewer than 2048 bits'],
    ] as const) {
      const { client, fake } = await world({ key: jwk({ ...key.export({ format: 'jwk' }), kid: '1' }) });
      await expect(client.getToken()).rejects.toMatchObject({ code: 'KEY', message: expect.stringContaining(why) });
      expect(fake.calls).toHaveLength(0);
    }
    const text = rsa(1024).export({ format: 'pem', type: 'pkcs8' }).toString();
    await expect(pem(text, { kid: '1' }).signer()).rejects.toThrow('fewer than 2048 bits');
  });

  it('lets the kid option win (client-library#15)', async () => {
    expect((await jwk(await privateJwk(), { kid: 'mine' }).signer()).header).toEqual({ kid: 'mine' });
  });

  it('reads a JWK as object, JSON, base64 and base64url, and says when it is public (client-library#60)', async () => {
    // Such a kid is written with characters in which base64 and base64url differ.
    const key = { ...(await privateJwk()), kid: 'nøkkel~~~???' };
    const text = JSON.stringify(key);
    const { id, header } = await jwk(key).signer();
    const [base64, base64url] = (['base64', 'base64url'] as const).map((form) => Buffer.from(text).toString(form));
    expect(base64).toMatch(/[+/]/);
    expect(base64url).toMatch(/[-_]/);
    for (const form of [text, base64 ?? '', base64url ?? ''])
      expect(await jwk(form).signer()).toMatchObject({ id, header });
    const { kty, n, e, kid } = key;
    await expect(jwk({ kty, n, e, kid }).signer()).rejects.toThrow(/public key/);
    await expect(jwk('no json').signer()).rejects.toMatchObject({ code: 'KEY' });
  });

  it('reads PKCS#8 and PKCS#1 PEM, also with line breaks written out (client-library#61)', async () => {
    const { createPrivateKey } = await import('node:crypto');
    const key = createPrivateKey({ key: (await privateJwk()) as never, format: 'jwk' });
    const id = (await jwk(await privateJwk()).signer()).id;
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const text = key.export({ format: 'pem', type }).toString();
      for (const form of [text, text.replaceAll('\n', '\\n')])
        expect((await pem(form, { kid: 'k' }).signer()).id).toBe(id);
    }
  });

  it('sends a certificate chain as x5c in the order given, with the kid when there is one (client-library#16)', async () => {
    const { createPrivateKey } = await import('node:crypto');
    const text = createPrivateKey({ key: (await privateJwk()) as never, format: 'jwk' })
      .export({ format: 'pem', type: 'pkcs8' })
      .toString();
    const certificate = ['bGVhZg==', 'Y2hhaW4=']
      .map((body) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`)
      .join('');
    expect((await pem(text, { certificate }).signer()).header).toEqual({ x5c: ['bGVhZg==', 'Y2hhaW4='] });
    expect((await pem(text, { certificate, kid: 'k' }).signer()).header).toMatchObject({ kid: 'k' });
  });

  it('reads and imports the private key once, however many tokens it signs (client-library#63)', async () => {
    const key = await privateJwk();
    let reads = 0;
    const watched = new Proxy(key, {
      get: (target, name) => {
        reads += name === 'd' ? 1 : 0;
        return Reflect.get(target, name);
      },
    });
    const original = crypto.subtle.importKey;
    let imports = 0;
    crypto.subtle.importKey = ((...args: unknown[]) => {
      imports += args[0] === 'jwk' && String(args[4]) === 'sign' ? 1 : 0;
      return Reflect.apply(original, crypto.subtle, args);
    }) as typeof original;
    try {
      const { client, count } = await world({ key: jwk(watched) });
      await Promise.all(['a:a', 'b:b'].map((scopes) => client.getToken({ scopes })));
      const first = reads;
      expect(first).toBeGreaterThan(0);
      for (const scopes of [READ, WRITE, `${READ} ${WRITE}`]) await client.getToken({ scopes });
      expect([count('token'), reads]).toEqual([5, first]);
    } finally {
      crypto.subtle.importKey = original;
    }
    expect(imports).toBe(1);
  });
});

describe('options', () => {
  it('names what is missing (client-library#2)', async () => {
    const { options, client } = await world();
    const refused = (name: string) =>
      expect.objectContaining({ code: 'CONFIG', message: expect.stringContaining(name) });
    for (const clientId of ['', undefined as never, 5 as never])
      expect(() => createMaskinportenClient({ ...options, clientId })).toThrow(refused('clientId'));
    expect(() => createMaskinportenClient({ ...options, key: undefined as never })).toThrow(refused('key'));
    await expect(client.with({ scopes: null }).getToken()).rejects.toEqual(refused('scopes'));
  });

  it('does no I/O when it is made (client-library#1)', async () => {
    let read = 0;
    const key = { signer: () => Promise.reject(new Error(`read ${++read}`)) };
    const variables: string[] = [];
    const { env } = process;
    process.env = new Proxy(env, {
      get: (target, name) => {
        variables.push(String(name));
        return Reflect.get(target, name);
      },
    });
    try {
      const { fake, options } = await world({ key });
      variables.length = 0;
      createMaskinportenClient(options);
      expect(variables).toEqual([]);
      createMaskinportenClient({ ...options, environment: 'local' });
      expect(new Set(variables)).toEqual(new Set(['PORTVAKT_URL']));
      expect({ read, calls: fake.calls.length }).toEqual({ read: 0, calls: 0 });
    } finally {
      process.env = env;
    }
  });

  it('is not changed by later changes of the options object or by with() (client-library#6)', async () => {
    const { client, options, fake } = await world();
    Object.assign(options, { clientId: 'other', scopes: WRITE });
    client.with({ scopes: WRITE });
    await client.getToken();
    expect(fake.calls[0]?.claims).toMatchObject({ iss: CLIENT_ID, scope: READ });
  });
});
