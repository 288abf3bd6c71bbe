/** What tests that walk every operation share: who calls, and requests exactly as they are written. */
import { Agent, request as httpRequest } from 'node:http';
import type { Sandbox } from '@portvakt/platform/testing/sandbox';

/** A path with a value for each parameter; those with a pattern of their own get one that fits, `known` ones first. */
export function filled(
  path: string,
  value: (name: string) => string,
  known: Readonly<Record<string, string>> = {},
): string {
  return path
    .replace(/:(\w+)(\((?:[^()]|\([^()]*\))*\))?/g, (_, name: string, pattern: string | undefined) =>
      pattern === undefined ? value(name) : (known[name] ?? FITTING[name] ?? value(name)),
    )
    .replace('*', value('*'));
}

const GUID = '00000000-0000-4000-8000-000000000000';
const FITTING: Readonly<Record<string, string>> = {
  org: 'ttd',
  app: 'org-demo',
  party: '50010001',
  guid: GUID,
  element: GUID,
};

export interface Answer {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
/** Tells a hang from a machine with other work to do. */
const PATIENCE_MS = 300_000;

/** Sends a request with these headers and no others than Node must add; `chunks` go out chunked. */
export function send(
  box: Sandbox,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string | Buffer | readonly (string | Buffer)[],
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(path, box.base), { method, agent, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      const done = () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() });
      response.on('end', done);
      response.on('error', done);
    });
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`${method} ${path} is not answered`)));
    // A server that refuses early may close the connection while the body is still being sent.
    request.on('error', (error: NodeJS.ErrnoException) =>
      error.code === undefined ? reject(error) : resolve({ status: 0, text: error.code }),
    );
    if (Array.isArray(body)) {
      for (const chunk of body) request.write(chunk);
      request.end();
    } else request.end(body);
  });
}

/** Callers by what they are; `none` sends no token. */
export async function callersOf(box: Sandbox): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const [vendor, owner, integrations, person] = await Promise.all([
    box.maskinportenToken('310019747', [
      'altinn:authentication/systemregister.write',
      'altinn:authentication/systemuser.request.write',
      'altinn:authentication/systemuser.request.read',
      'altinn:authorization/authorize',
      'altinn:instances.read',
      'altinn:instances.write',
    ]),
    box.altinnToken('310001236', [
      'altinn:serviceowner/instances.read',
      'altinn:serviceowner/instances.write',
      'altinn:resourceregistry/resource.write',
      'altinn:resourceregistry/accesslist.write',
      'altinn:authorization/authorize.admin',
    ]),
    box.maskinportenToken('310044423', [
      'idporten:dcr.read',
      'idporten:dcr.write',
      'idporten:scopes.read',
      'idporten:scopes.write',
    ]),
    box.personToken('01816010027'),
  ]);
  return {
    none: {},
    garbage: bearer('garbage'),
    vendor: bearer(vendor),
    owner: bearer(owner),
    integrations: bearer(integrations),
    person: { ...bearer(person), 'x-portvakt-organization': '310044423' },
  };
}
