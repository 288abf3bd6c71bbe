import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wantsJson } from './accept.ts';
import { logoutReason } from './browser-routes.ts';
import { levelOf, personClaims, sessionClaims, studioClaims } from './claims.ts';
import { safeGoto, underBaseName } from './goto.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { sandboxEnterpriseUsers } from './seed.ts';

describe('where a browser may be sent', () => {
  const base = 'http://localhost:7070';
  const https = 'https://portvakt.example';

  it('is our own origin, or https on a sub host of it', () => {
    expect(safeGoto(`${base}/side?a=b#c`, base)).toBe(`${base}/side?a=b#c`);
    expect(safeGoto('https://portvakt.example\\@evil.example/', https)).toBe('https://portvakt.example/@evil.example/');
    expect(safeGoto('https://app.portvakt.example/x', https)).toBe('https://app.portvakt.example/x');
  });

  it('is the base for everything else', () => {
    const bad = [
      undefined,
      '',
      '/relative',
      '//evil.example',
      'https://evil.example/',
      'https://portvakt.example.evil.example/',
      'https://evilportvakt.example/',
      'https://portvakt.example@evil.example/',
      'https://user:pw@portvakt.example/',
      'http://portvakt.example/',
      'http://app.portvakt.example/',
      'https://portvakt.example:444/',
      'javascript:alert(1)',
      'data:text/html,x',
      `https://portvakt.example/${'a'.repeat(2001)}`,
    ];
    for (const goto of bad) expect(safeGoto(goto, https)).toBe(`${https}/`);
    for (const goto of ['http://localhost:7071/', 'http://localhost/', 'https://app.localhost:7070/'])
      expect(safeGoto(goto, base)).toBe(`${base}/`);
  });

  it('is the base’s own name when a local platform is called by another', () => {
    expect(underBaseName('127.0.0.1', '/a?b=c', base)).toBe(`${base}/a?b=c`);
    expect(underBaseName('localhost', '/a', base)).toBeUndefined();
    expect(underBaseName('evil.example', '/a', base)).toBeUndefined();
    expect(underBaseName('internal', '/a', https)).toBeUndefined();
    expect(underBaseName('127.0.0.1', '/a', https)).toBeUndefined();
    expect(underBaseName('127.0.0.1', '@evil.example/', base)).toBeUndefined();
  });

  it('is the same page under the base’s own name, when it was asked for under another name of this machine', () => {
    expect(safeGoto('http://127.0.0.1:7070/a?b=c#d', base)).toBe(`${base}/a?b=c#d`);
    expect(safeGoto('http://[::1]:7070//evil.example/', base)).toBe(`${base}//evil.example/`);
    for (const goto of ['http://127.0.0.1:7071/a', 'https://127.0.0.1:7070/a', 'http://127.0.0.2:7070/a'])
      expect(safeGoto(goto, base)).toBe(`${base}/`);
    expect(safeGoto('https://127.0.0.1/a', https)).toBe(`${https}/`);
  });

  it('never leaves our host, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `${https}${text}`),
        ),
        (goto) => {
          const { hostname, protocol } = new URL(safeGoto(goto, https));
          return protocol === 'https:' && (hostname === 'portvakt.example' || hostname.endsWith('.portvakt.example'));
        },
      ),
    );
  });
});

describe('the form of a token answer', () => {
  it('is JSON only when JSON is what the caller likes best', () => {
    for (const accept of ['application/json', 'application/*', 'text/plain;q=0.2,application/json;q=0.4'])
      expect(wantsJson(accept)).toBe(true);
    for (const accept of [
      undefined,
      '',
      '*/*',
      'text/html',
      'application/json;q=0',
      'application/json;q=x',
      'text/plain,application/json;q=.9',
      'application/json,*/*;q=0.1',
    ])
      expect(wantsJson(accept)).toBe(false);
  });
});

describe('claims', () => {
  const minting = { issuer: 'https://altinn/', now: 1000, sid: 'new' };
  const user = { userId: 1, userName: '', partyId: 2, partyUuid: 'u' };

  it('give a level for each acr (altinn-authentication#39)', () => {
    const levels = ['level0', 'selfregistered-email', 'level1', 'level2', 'Level3', 'Level4', 'level7', '', 'x'].map(
      levelOf,
    );
    expect(levels).toEqual([0, 0, 1, 2, 3, 4, undefined, undefined, undefined]);
  });

  it('collapse lists of one, and only those', () => {
    const upstream = { amr: ['BankID', 'sms'], one: [{ a: [1] }], none: [], exp: 5 };
    const claims = personClaims(upstream, user, 3, minting);
    expect(claims).toMatchObject({ amr: ['BankID', 'sms'], one: { a: [1] }, none: [], exp: 5 });
    expect(claims['urn:altinn:authenticatemethod']).toBe('BankID');
    expect(studioClaims({ a: ['x'], iss: 'studio', exp: 1 }, 100)).toEqual({ a: 'x', iss: 'studio', exp: 1900 });
  });

  it('of a session hold no pid, and amr stays a list', () => {
    const login = { acr: 'idporten-loa-high', amr: ['Minid-PIN'], sid: 's', originalIssuer: 'https://idporten' };
    const claims = sessionClaims(user, login, { ...minting, jti: 'j' });
    expect(claims).not.toHaveProperty('pid');
    expect(claims).toMatchObject({
      amr: ['Minid-PIN'],
      'urn:altinn:authenticatemethod': 'MinIDPin',
      'urn:altinn:authlevel': 4,
      originaliss: 'https://idporten',
      auth_time: 1000,
      exp: 2800,
    });
  });
});

describe('a password', () => {
  it('is kept as a salted scrypt hash that only it fits', async () => {
    const [one, other] = await Promise.all([hashPassword('blåbær:1'), hashPassword('blåbær:1')]);
    expect(one).not.toBe(other);
    expect(one).toMatch(/^scrypt\$16384\$8\$5\$/);
    expect(await verifyPassword('blåbær:1', one)).toBe(true);
    expect(await verifyPassword('blåbær:2', one)).toBe(false);
    await expect(verifyPassword('x', 'plain')).rejects.toThrow('scrypt');
  });

  it('of each sandbox user is the documented one', async () => {
    const fits = await Promise.all(
      sandboxEnterpriseUsers.map((user) => verifyPassword(user.password, user.passwordHash)),
    );
    expect(fits).toEqual(sandboxEnterpriseUsers.map(() => true));
  });
});

describe('the cookie AltinnLogoutInfo', () => {
  const id = '7f1b9a52-3c55-4c0e-9d9b-2a6f1e0f4c3d';
  it('names one request, of one of three kinds', () => {
    expect(logoutReason(`SystemuserRequestId=${id}`)).toEqual({ kind: 'systemUserRequest', id });
    expect(logoutReason(`other=1&SystemuserAgentRequestId=${id}`)).toEqual({ kind: 'agentRequest', id });
    expect(logoutReason(`SystemuserChangeRequestId=${id.toUpperCase()}`)).toEqual({ kind: 'changeRequest', id });
    for (const bad of [undefined, '', 'SystemuserRequestId=1', `constructor=${id}`, `x=${'a'.repeat(600)}`])
      expect(logoutReason(bad)).toBeUndefined();
  });
});
