/**
 * Cerbos with a policy equal to `skogdir-felling`: roles and packages come with the request, as its principals' attributes. Its package
 * has 96 MB, so it is not a dependency: install it where you like and name a file there in `CERBOS_FROM`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { httpRequest } from './load.ts';

export interface Running {
  readonly port: number;
  readonly requests: readonly Buffer[];
  stop(): void;
}

const POLICY = `---
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  version: default
  resource: skogdir-felling
  rules:
    - actions: [read, write]
      effect: EFFECT_ALLOW
      roles: [dagl]
    - actions: [read, write]
      effect: EFFECT_ALLOW
      roles: ["*"]
      condition:
        match:
          expr: '"skogbruk" in P.attr.packages'
    - actions: [read]
      effect: EFFECT_ALLOW
      roles: [skogdir]
`;

function binary(): string | undefined {
  try {
    const from = process.env['CERBOS_FROM'] ?? import.meta.url;
    const root = dirname(createRequire(from).resolve('@cerbos/cerbos-linux-x64/package.json'));
    return join(root, 'cerbos-linux-x64');
  } catch {
    return undefined;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Starts Cerbos, or tells that its package is not installed. */
export async function startCerbos(): Promise<Running | undefined> {
  const file = binary();
  if (!file) {
    console.log('(Cerbos is not measured: the package @cerbos/cerbos-linux-x64 is not installed)');
    return undefined;
  }
  const directory = mkdtempSync(join(tmpdir(), 'cerbos-'));
  writeFileSync(join(directory, 'felling.yaml'), POLICY);
  const [port, grpc] = [await freePort(), await freePort()];
  const child = spawn(
    file,
    [
      'server',
      `--set=server.httpListenAddr=127.0.0.1:${port}`,
      `--set=server.grpcListenAddr=127.0.0.1:${grpc}`,
      '--set=storage.driver=disk',
      `--set=storage.disk.directory=${directory}`,
      '--set=telemetry.disabled=true',
      '--log-level=error',
    ],
    { stdio: 'ignore' },
  );
  const ask = (roles: readonly string[], packages: readonly string[]) =>
    httpRequest(
      '/api/check/resources',
      JSON.stringify({
        requestId: 'x',
        principal: { id: '20001', roles, attr: { packages } },
        resources: [{ actions: ['read'], resource: { kind: 'skogdir-felling', id: '310044423' } }],
      }),
    );
  for (let tries = 0; tries < 100; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/_cerbos/health`)
      .then((answer) => answer.ok)
      .catch(() => false);
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    port,
    requests: [ask(['dagl', 'utinn', 'admai'], ['skogbruk']), ask(['medl', 'utinn'], []), ask(['nobody'], [])],
    stop() {
      child.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
