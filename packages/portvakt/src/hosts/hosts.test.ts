import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHostsAuthority } from '@portvakt/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { upCommand } from '../platform/up.ts';
import { hostsCommand } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-hosts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const certificate = () => join(folder, 'hosts', 'authority.pem');
const key = () => join(folder, 'hosts', 'authority.key.pem');

/** What the command prints. @throws as the command does */
async function hosts(...words: readonly string[]): Promise<string> {
  let out = '';
  const command = hostsCommand({ out: (text) => (out += text) });
  for (const one of [command, ...command.commands]) one.exitOverride().configureOutput({ writeErr: () => {} });
  await command.parseAsync([...words, '--data', folder], { from: 'user' });
  return out;
}

describe('portvakt hosts', () => {
  it.skipIf(process.platform === 'win32')('makes the authority once, whose key is its owner’s alone', async () => {
    await hosts();
    const before = readFileSync(key(), 'utf8');
    expect(statSync(key()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'hosts')).mode & 0o777).toBe(0o700);
    await hosts();
    expect(readFileSync(key(), 'utf8')).toBe(before);
    expect(new X509Certificate(readFileSync(certificate())).ca).toBe(true);
  });

  it('prints the line for the hosts file, the ways to trust, and how to undo each; never the key', async () => {
    const out = await hosts('--org', 'ttd', 'nav');
    expect(out).toMatch(
      /^ {2}127\.0\.0\.1 test\.maskinporten\.no .*platform\.tt02\.altinn\.no altinn-testtools-token-generator\.azurewebsites\.net ttd\.apps\.tt02\.altinn\.no nav\.apps\.tt02\.altinn\.no # portvakt hosts$/m,
    );
    for (const word of [
      'NODE_EXTRA_CA_CERTS=',
      '--cacert',
      '--resolve',
      'SocketsHttpHandler',
      'SSL_CERT_FILE',
      'setcap',
    ])
      expect(out).toContain(word);
    for (const undo of ['--fresh', 'sed -i', 'delete-certificate', '-delstore', 'hosts remove', 'setcap -r'])
      expect(out).toContain(undo);
    expect(out).not.toContain('PRIVATE');
    expect(out).not.toContain('at22');
    expect(out).toContain(`up --hosts --data ${folder}`);
  });

  it('says what an authority of an earlier version cannot vouch for, and what to do', async () => {
    expect(await hosts()).not.toContain('earlier version');
    const older = await createHostsAuthority(Date.now(), ['test.maskinporten.no', 'platform.tt02.altinn.no']);
    writeFileSync(certificate(), older.certificate);
    writeFileSync(key(), older.privateKey, { mode: 0o600 });
    const out = await hosts();
    expect(out).toMatch(/earlier version, and cannot vouch for\n(?: {2}[a-z0-9.-]+\n)+ {2}npx portvakt hosts remove/);
    expect(out).toContain('\n  altinn-testtools-token-generator.azurewebsites.net\n');
    expect(out).toContain('Serve them');
  });

  it('says how 443 is led to another port, and how that is undone', async () => {
    const out = await hosts('--tls-port', '8443');
    for (const word of ['--to-ports 8443', '-D OUTPUT', 'connectport=8443', 'portproxy delete', '--connect-to'])
      expect(out).toContain(word);
    expect(out).toContain('up --hosts --tls-port 8443');
  });

  it('prints JSON for programs, with the at environments when asked', async () => {
    const { authority, names, port } = JSON.parse(await hosts('--json', '--all')) as {
      authority: { file: string };
      names: string[];
      port: number;
    };
    expect([authority.file, port]).toEqual([certificate(), 443]);
    expect(names).toContain('platform.at22.altinn.cloud');
    expect(names.filter((name) => !/test|tt02|at2|yt01/.test(name))).toEqual([]);
  });

  it('removes the authority, and says how the rest is undone; a second time it says that there is none', async () => {
    await hosts();
    writeFileSync(join(folder, 'kept'), '');
    expect(await hosts('remove')).toMatch(/^Removed[\s\S]*Undo: names[\s\S]*Undo: trust/);
    expect([existsSync(join(folder, 'hosts')), existsSync(join(folder, 'kept'))]).toEqual([false, true]);
    expect(await hosts('remove')).toContain('There is no authority');
  });

  it('refuses a key that others may read, half an authority, and what is no service owner (hostile)', async () => {
    await hosts();
    if (process.platform !== 'win32') {
      chmodSync(key(), 0o644);
      await expect(hosts()).rejects.toThrow('Others may read');
    }
    rmSync(key());
    await expect(hosts()).rejects.toThrow('half an authority');
    for (const org of ['', 'x', 'TTD', '../x', "a' b", 'a.b', 'x'.repeat(21)])
      await expect(hosts('--org', org)).rejects.toThrow('service owner');
  });
});

describe('portvakt up --hosts', () => {
  const taken = (): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
    });

  it('says what to do where the port is taken, and reads no authority that is broken', async () => {
    const server = await taken();
    const { port } = server.address() as { port: number };
    const up = (...more: string[]) =>
      upCommand().parseAsync(['--port', '0', '--data', folder, '--hosts', ...more], { from: 'user' });
    await expect(up('--tls-port', String(port))).rejects.toThrow(
      new RegExp(`^Port ${port} for the real host names is taken: .*--tls-port 8443`),
    );
    server.close();
    writeFileSync(certificate(), 'x');
    await expect(up('--tls-port', '0')).rejects.toThrow('cannot be read');
    await expect(up('--mode', 'production')).rejects.toThrow('production');
  });
});
