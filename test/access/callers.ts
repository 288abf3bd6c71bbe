/** Kinds of caller, and a plausible request of each to any operation. */
import { world } from '@portvakt/platform';
import { type Operation, scopesOf } from '@portvakt/platform/testing/operations';
import type { Sandbox } from '@portvakt/platform/testing/sandbox';

export interface Kind {
  readonly name: string;
  readonly meaning: string;
  /** The headers by which it is known. */
  readonly headers: Readonly<Record<string, string>>;
  /** False where nothing is proven: no token, or one that is none. */
  readonly proves: boolean;
  /** True for a token of an organisation without a person. */
  readonly machine: boolean;
  /** Which scopes its token has: none that any operation asks for, or all. */
  readonly scopes: 'none' | 'all';
}

const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const VENDOR = '310019747';
const SERVICE_OWNER = '310013579';
const OTHER = '310075272';
const STRANGER = '21838810052';

/** What the synthetic world lets an organisation have. */
const available = (organization: string): readonly string[] =>
  world.scopes.scopes.filter((one) => one.for === 'all' || one.for.includes(organization)).map(({ scope }) => scope);

/** Every kind, with a token that the platform itself has given. */
export async function callerKinds(box: Sandbox, operations: readonly Operation[]): Promise<readonly Kind[]> {
  const asked = [...new Set(operations.flatMap(({ access }) => scopesOf(access)))];
  // Of those that every organisation has: it goes into the tokens of all of them.
  const plain = world.scopes.scopes
    .flatMap((one) => (one.for === 'all' && !asked.includes(one.scope) ? [one.scope] : []))
    .slice(-1);
  const every = (organization: string) => [
    ...available(organization).filter((scope) => asked.includes(scope)),
    ...plain,
  ];
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const machine = (name: string, meaning: string, token: string, kind: Kind['scopes']): Kind => ({
    name,
    meaning,
    headers: bearer(token),
    proves: true,
    machine: true,
    scopes: kind,
  });
  const person = (name: string, meaning: string, token: string): Kind => ({
    name,
    meaning,
    headers: { ...bearer(token), 'x-portvakt-organization': CUSTOMER.organization },
    proves: true,
    machine: false,
    scopes: 'none',
  });
  const nothing = (name: string, meaning: string, headers: Kind['headers']): Kind => ({
    name,
    meaning,
    headers,
    proves: false,
    machine: false,
    scopes: 'none',
  });
  const maskinporten = await box.maskinportenToken(VENDOR, every(VENDOR));
  const { clientId } = await box.systemUser({
    vendor: VENDOR,
    customer: CUSTOMER,
    resources: ['app_ttd_demo'],
    scopes: plain,
  });
  const systemUser = { clientId, systemUser: { org: CUSTOMER.organization } };
  return [
    nothing('nobody', 'no token', {}),
    nothing('garbage', 'a token that is none', bearer('a.b.c')),
    nothing('forged', 'a token whose signature has been changed', bearer(forged(maskinporten))),
    machine(
      'plain Maskinporten',
      'a Maskinporten token without a scope of ours',
      await box.maskinportenToken(VENDOR, plain),
      'none',
    ),
    machine('vendor', 'a Maskinporten token of a vendor with every scope that it can have', maskinporten, 'all'),
    machine(
      'plain organisation',
      'an Altinn token without a scope of ours',
      await box.altinnToken(CUSTOMER.organization, plain),
      'none',
    ),
    machine(
      'organisation',
      'an Altinn token with every scope that it can have',
      await box.altinnToken(CUSTOMER.organization, every(CUSTOMER.organization)),
      'all',
    ),
    machine(
      'other organisation',
      'an Altinn token of an organisation that has nothing to do with it, with every scope that it can have',
      await box.altinnToken(OTHER, every(OTHER)),
      'all',
    ),
    machine(
      'service owner',
      'an Altinn token of a service owner with every scope that it can have',
      await box.altinnToken(SERVICE_OWNER, every(SERVICE_OWNER)),
      'all',
    ),
    machine(
      'system user',
      'an Altinn token of a system user of the organisation',
      await box.altinnToken(VENDOR, plain, systemUser),
      'none',
    ),
    person(
      'managing director',
      'a person who may everything for the organisation',
      await box.personToken(CUSTOMER.director),
    ),
    person('stranger', 'a person without any role', await box.personToken(STRANGER)),
  ];
}

/** The last character but one: the very last holds bits that do not count. */
function forged(token: string): string {
  const at = token.length - 2;
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

const UUID = '00000000-0000-4000-8000-000000000001';
/** What stands in a path, by the name of the parameter. */
const SAMPLES: Readonly<Record<string, string>> = {
  party: String(CUSTOMER.partyId),
  partyId: String(CUSTOMER.partyId),
  orgNo: CUSTOMER.organization,
  organization: CUSTOMER.organization,
  org: 'ttd',
  app: 'demo',
  owner: 'skogdir',
  provider: 'maskinporten',
  surface: 'all',
};

/** The status of a request that is as right as can be told from the description. */
export async function send(box: Sandbox, operation: Operation, kind: Kind): Promise<number> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? UUID);
  const { body } = operation;
  const types = body === undefined ? [] : 'read' in body ? (body.types as readonly string[] | undefined) : undefined;
  const type = body === undefined ? undefined : (types?.[0] ?? 'application/json');
  const response = await fetch(`${box.base}${path}`, {
    method: operation.method as string,
    redirect: 'manual',
    headers: { ...kind.headers, ...(type === undefined ? {} : { 'content-type': type }) },
    ...(type === undefined ? {} : { body: type === 'application/json' ? '{}' : '' }),
  });
  await response.arrayBuffer();
  return response.status;
}
