/** The doctor itself, run in the page: with a key file of one's own it goes the whole way. The key stays in the page's memory. */
import type { MaskinportenOptions } from '@portvakt/client';
import type { Step } from '@portvakt/client/doctor';
import type { Client } from '../api/types.ts';
import { now } from '../clock.ts';
import { type OwnKey, signatureOf, thumbprintOf } from '../try-it/key-file.ts';
import { type Finding, type ShownStep, STEPS } from './finding.ts';
import type { Wish } from './wish.ts';

export interface Examined {
  readonly organization: string;
  readonly client: Client;
  readonly issuer: string;
  readonly key: OwnKey;
  readonly kid: string;
  readonly wish: Wish;
}

/** Sends grants and reads, and changes nothing. */
export async function examined(what: Examined): Promise<readonly Finding[]> {
  const { examine } = await import('@portvakt/client/doctor');
  const { organization, wish } = what;
  const settings = await settingsOf(what);
  const report = await examine(
    {
      configuration: () => ({ from: 'the portal', settings, remarks: [], warnings: [], secrets: [] }),
      fetch: asClient(what.issuer),
      clock: now,
    },
    {
      organization,
      ...(wish.redirect === '' ? {} : { redirectUrl: wish.redirect }),
      ...(wish.resource === '' ? {} : { resource: wish.resource, action: wish.action }),
    },
  );
  return report.steps.flatMap((step) => findingOf(step) ?? []);
}

async function settingsOf({ client, issuer, key, kid, wish }: Examined): Promise<MaskinportenOptions> {
  const { acts, customer, reference } = wish;
  const signer = {
    algorithm: key.alg,
    header: { kid },
    id: await thumbprintOf(key),
    // Bytes of another memory than a plain one are none that a browser signs.
    sign: (bytes: Uint8Array) => signatureOf(new Uint8Array(bytes), key),
  };
  return {
    environment: {
      name: 'local',
      issuer,
      tokenEndpoint: `${location.origin}/maskinporten/token`,
      altinnPlatform: location.origin,
      // The page is where it is already.
      allowHttp: true,
    },
    clientId: client.client_id,
    key: { signer: async () => signer },
    scopes: client.scopes,
    altinn: true,
    ...(acts === 'delegation' ? { consumerOrg: customer } : {}),
    ...(acts === 'system-user'
      ? { systemUser: { org: customer, ...(reference === '' ? {} : { externalRef: reference }) } }
      : {}),
  };
}

/** A client has no cookies; and the issuer may be a name that only the platform's own hosts have: here it is asked where it is. */
const asClient =
  (issuer: string): typeof fetch =>
  (input, init) => {
    const root = issuer.replace(/\/+$/, '');
    const url = String(input instanceof Request ? input.url : input);
    const here = url.startsWith(root) ? `${location.origin}/maskinporten${url.slice(root.length)}` : url;
    return fetch(here, { ...init, credentials: 'omit' });
  };

const isShown = (id: string): id is ShownStep => STEPS.some((step) => step === id);

function findingOf({ id, state, cause, seen }: Step): Finding | undefined {
  if (!isShown(id)) return undefined;
  if (state === 'OK') return { step: id, state, names: [] };
  if (state === 'SKIP') return { step: id, state, skipped: seen.startsWith('needs ') ? 'after' : 'unasked' };
  return { step: id, state, verbatim: seen, ...(cause === undefined ? {} : { cause }) };
}
