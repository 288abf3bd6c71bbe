import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform } from '@portvakt/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './packed.ts';

const read = (name: string) => readFileSync(join(root, 'deploy', name), 'utf8');
const has = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

const systemd = has('systemd-analyze', '--version');
const nginx = has('nginx', '-v');
const builder = ['podman', 'docker'].find((name) => has(name, 'info'));
const told = (what: string, why: string) => console.warn(`${what} is not tried: ${why}`);
if (!systemd) told('deploy/portvakt.service', 'install systemd');
if (!nginx) told('deploy/nginx.conf', 'install nginx (apt-get install nginx-light)');
if (builder === undefined) told('deploy/Containerfile', 'no podman or docker answers');
else if (process.env['PORTVAKT_TESTS'] !== 'long') told('deploy/Containerfile', 'PORTVAKT_TESTS=long builds it');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-deploy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Installs and builds everything in the image: minutes, so in the long form alone. */
const builds = builder !== undefined && process.env['PORTVAKT_TESTS'] === 'long';

describe('deploy/', () => {
  it('has samples that can be read at one go', () => {
    for (const name of ['portvakt.service', 'nginx.conf', 'Containerfile'])
      expect([name, read(name).split('\n').length < 60]).toEqual([name, true]);
  });

  if (systemd)
    it('has a unit in which systemd finds nothing wrong', () => {
      const file = join(folder, 'portvakt.service');
      writeFileSync(file, read('portvakt.service'));
      expect(execFileSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })).toBe('');
    });

  it('starts with its unit what the program knows', () => {
    const [, line = ''] = /^ExecStart=\/usr\/bin\/env portvakt (.*)$/m.exec(read('portvakt.service')) ?? [];
    const args = line.replaceAll(/\$\{PORTVAKT_BASE_URL\}/g, 'https://portvakt.example.no').split(' ');
    const env = { PATH: process.env['PATH'] };
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'packages/portvakt/bin/portvakt.js'), ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    // All that it misses is what the environment file holds.
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^The platform could not start: production mode needs a PostgreSQL database \(DATABASE_URL\); a master key/,
      ),
    ]);
  });

  if (builder !== undefined && builds)
    it('has an image that can be built', () => {
      execFileSync(builder, ['build', '-q', '-f', join(root, 'deploy', 'Containerfile'), root], { stdio: 'inherit' });
    });

  if (nginx)
    it('has a site that passes requests on, and nothing that a client says of itself', async () => {
      const platform = await startPlatform({ port: 0, baseUrl: 'https://portvakt.example.no' });
      const port = await freePort();
      const child = startNginx(platform.port, port);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      try {
        const lies = {
          host: 'portvakt.example.no',
          'x-forwarded-host': 'evil.example',
          'x-forwarded-for': '127.0.0.1',
        };
        const metadata = await ask(port, '/maskinporten/.well-known/oauth-authorization-server', lies);
        expect(metadata).toMatchObject({ issuer: 'https://portvakt.example.no/maskinporten/' });
        expect(JSON.stringify(metadata)).not.toContain('evil');
      } finally {
        child.kill('SIGTERM');
        await ended;
        await platform.stop();
      }
    });
});

/** The sample as it is, but for its ports, and the paths of what a test may write. */
function startNginx(platform: number, port: number): ChildProcess {
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=a'];
  const [key, cert] = [join(folder, 'portvakt.key'), join(folder, 'portvakt.pem')];
  execFileSync('openssl', ['req', '-x509', ...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const site = read('nginx.conf')
    .replaceAll('/etc/ssl/', `${folder}/`)
    .replace('127.0.0.1:7070', `127.0.0.1:${platform}`)
    .replace('listen 80;', `listen unix:${folder}/http.sock;`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`);
  const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const whole = `pid ${folder}/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n${own.join('\n')}\n${site}}\n`;
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, whole);
  execFileSync('nginx', ['-t', '-q', '-p', folder, '-c', file]);
  return spawn('nginx', ['-p', folder, '-c', file, '-g', 'daemon off;'], { stdio: 'ignore' });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const once = (port: number, path: string, headers: Record<string, string>): Promise<unknown> =>
  new Promise((resolve, reject) => {
    // The certificate is the test's own.
    get({ host: '127.0.0.1', port, path, headers, rejectUnauthorized: false }, (answer) => {
      let text = '';
      answer.on('data', (bytes: Buffer) => {
        text += bytes.toString();
      });
      answer.once('end', () => resolve(JSON.parse(text)));
    }).once('error', reject);
  });

/** Asks until nginx listens. */
async function ask(port: number, path: string, headers: Record<string, string>): Promise<unknown> {
  for (;;)
    try {
      return await once(port, path, headers);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
    }
}
