import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeToken } from '@portvakt/client';
import { type Platform, startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenCommand } from './commands.ts';

const PERSON = '01816010027';
const CUSTOMER = '310044423';
const UUID = 'ca742417-1829-4af7-aea3-077463697351';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ port: 0 });
});
afterAll(() => platform.stop());

/** What the command prints. @throws what it says when it fails */
async function run(...args: readonly string[]): Promise<string> {
  let out = '';
  const command = tokenCommand((text) => (out += text)).exitOverride();
  command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  await command.parseAsync(['--url', platform.urls.base, ...args], { from: 'user' });
  return out;
}

describe('portvakt token --as', () => {
  it.each([
    ['person', ['--pid', PERSON], { pid: PERSON, 'urn:altinn:userid': 20001 }],
    [
      'person',
      ['--level', '4', '--scope', 'altinn:a', 'altinn:b'],
      { acr: 'idporten-loa-high', scope: 'altinn:a altinn:b' },
    ],
    [
      'organisation',
      ['--org', CUSTOMER, '--scopes', 'altinn:a,altinn:b'],
      { 'urn:altinn:orgNumber': CUSTOMER, scope: 'altinn:a altinn:b' },
    ],
    ['organisation', ['--org', 'ttd', '--scopes', 'altinn:a'], { 'urn:altinn:org': 'ttd' }],
    [
      'organisation',
      ['--org', CUSTOMER, '--service-owner', 'skogdir', '--scopes', 'a'],
      { 'urn:altinn:org': 'skogdir', 'urn:altinn:orgNumber': CUSTOMER },
    ],
    [
      'enterprise-user',
      ['--org', CUSTOMER, '--user-id', '1', '--party-id', '2', '--user-name', 'robot'],
      { 'urn:altinn:username': 'robot' },
    ],
    [
      'system-user',
      ['--system-user-id', UUID, '--org', CUSTOMER],
      { authorization_details: [expect.objectContaining({ systemuser_id: [UUID] })] },
    ],
    ['platform', ['--app', 'events'], { 'urn:altinn:app': 'events' }],
    ['platform-access', ['--app', 'demo', '--org', 'ttd'], { 'urn:altinn:app': 'demo', iss: 'ttd' }],
    ['self-identified', ['--user-name', 'ola'], { 'urn:altinn:username': 'ola' }],
    ['email-user', ['--email', 'ola@example.com'], { email: 'ola@example.com' }],
  ])('%s prints the token alone: %j', async (who, args, claims) => {
    const out = await run('--as', who, ...args);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeToken(out.trim()).claims).toMatchObject(claims);
  });

  it('prints what is in it, or the header to send', async () => {
    const shown = JSON.parse(await run('--as', 'person', '--pid', PERSON, '--ttl', '60', '--json'));
    expect(shown).toMatchObject({
      token: expect.stringMatching(/^ey/),
      header: { alg: 'RS256' },
      claims: { pid: PERSON },
    });
    expect(shown.claims.exp - shown.claims.nbf).toBe(60);
    expect(await run('--as', 'person', '--print-header')).toMatch(/^Authorization: Bearer ey/);
    expect(await run('--as', 'platform-access', '--app', 'events', '--print-header')).toMatch(
      /^PlatformAccessToken: ey/,
    );
  });

  it('says what is wrong in the names of its options', async () => {
    await expect(run('--as', 'enterprise-user', '--org', '12')).rejects.toThrow(
      '--org must be nine digits.\n--party-id must be given.\n--user-id must be given.\n--user-name must be given.',
    );
    await expect(run('--as', 'organisation')).rejects.toThrow('--scopes must be given.');
    await expect(run('--as', 'somebody')).rejects.toThrow('Allowed choices are person, organisation');
  });

  it('says when there is no platform, none of ours, or not the place for it', async () => {
    await expect(run('--as', 'person', '--url', 'http://localhost:1')).rejects.toThrow(
      'localhost:1 is at a port that is kept for something else than HTTP. Start the platform with "portvakt up", or give its address in --url or PORTVAKT_URL.',
    );
    for (const url of ['nonsense', 'localhost:7070'])
      await expect(run('--as', 'person', '--url', url)).rejects.toThrow(
        '--url (or PORTVAKT_URL) must be a base URL such as http://localhost:7070.',
      );
    await expect(run('--as', 'person', '-e', 'prod')).rejects.toThrow('there are none for prod');
    for (const [status, told] of [
      [404, 'makes no tokens for tests: it runs in production mode, or is no sandbox of Portvakt.'],
      [200, 'answered 200 with a web page instead of what was asked for'],
    ] as const) {
      const other = createServer((_, response) => response.writeHead(status).end('<html>'));
      await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
      const { port } = other.address() as AddressInfo;
      await expect(run('--as', 'person', '--url', `http://localhost:${port}`)).rejects.toThrow(told);
      other.close();
    }
  });
});
