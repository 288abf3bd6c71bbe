/** Certificates that end while the platform runs: told of before somebody else notices. */
import { X509Certificate } from 'node:crypto';
import { Gauge, type Registry } from 'prom-client';
import { certificatesInPem } from '../business-certificates/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { HostsDoor } from '../hosts/index.ts';
import type { SigningRing } from '../signing-keys/index.ts';

/** What a certificate is there for. */
type Use = 'host-names' | 'host-names-authority' | 'business-authority' | 'signing' | 'trusted-key';

interface HeldCertificate {
  readonly use: Use;
  /** Tells it from others of its use: the subject’s common name, or whose it is. */
  readonly name: string;
  /** Until its end; negative after it. */
  readonly left_ms: number;
}

export interface Holders {
  readonly clock: Clock;
  readonly signingKeys: { ring(name: 'altinn'): Pick<SigningRing, 'jwks'> };
  readonly trust: { readonly anchors: readonly X509Certificate[] };
  readonly trustedKeys?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly door?: Pick<HostsDoor, 'certificates'> | undefined;
}

/** So long before its end whoever operates the platform is told; those that are replaced by themselves are by then. */
const TOLD_MS = 21 * 24 * 3600 * 1000;
const REMEDIES: Readonly<Record<Use, string>> = {
  'host-names': 'see the log for why it has not been replaced',
  'host-names-authority': 'make another with "portvakt hosts remove" and "portvakt hosts"',
  'business-authority': 'give the authority’s next one in certificateAuthorities as well',
  signing: 'rotate the signing keys',
  'trusted-key': 'give its owner’s next one in trustedKeys as well',
};

const endOf = (certificate: X509Certificate): number => certificate.validToDate.getTime();
const commonName = ({ subject }: X509Certificate): string => (/^CN=(.*)$/m.exec(subject)?.[1] ?? subject).slice(0, 100);
const fromDer = (base64: string): X509Certificate => new X509Certificate(Buffer.from(base64, 'base64'));

/** Every certificate that the platform shows, signs with or trusts, the one that ends first of those of a name. */
export function certificatesHeldBy(holders: Holders): () => readonly HeldCertificate[] {
  const { clock, signingKeys, trust, trustedKeys = {}, door } = holders;
  // A key without a certificate does not end.
  const trusted = Object.entries(trustedKeys).flatMap(([issuer, pems]) =>
    pems.flatMap((pem) => certificatesInPem(pem).map((base64) => ({ name: issuer, ends: endOf(fromDer(base64)) }))),
  );
  const signingEnds = new Map<string, number>();
  const signing = () => {
    const [newest = ''] = signingKeys
      .ring('altinn')
      .jwks()
      .keys.flatMap(({ x5c = [] }) => x5c);
    if (newest === '') return [];
    const ends = signingEnds.get(newest) ?? endOf(fromDer(newest));
    signingEnds.clear();
    signingEnds.set(newest, ends);
    return [{ name: 'altinn', ends }];
  };
  return () => {
    const now = clock.now();
    const of = (use: Use, found: readonly { readonly name: string; readonly ends: number }[]) =>
      found.map(({ name, ends }) => ({ use, name, left_ms: ends - now }));
    const all: HeldCertificate[] = [
      ...of('signing', signing()),
      ...of(
        'business-authority',
        trust.anchors.map((one) => ({ name: commonName(one), ends: endOf(one) })),
      ),
      ...of('trusted-key', trusted),
      // Judged by the clocks of others, never by the sandbox's.
      ...(door?.certificates() ?? []).map(({ use, name, ends }) => ({ use, name, left_ms: ends - Date.now() })),
    ];
    return firstOfEachName(all);
  };
}

function firstOfEachName(all: readonly HeldCertificate[]): readonly HeldCertificate[] {
  const first = new Map<string, HeldCertificate>();
  for (const one of all) {
    const key = `${one.use} ${one.name}`;
    if (one.left_ms < (first.get(key)?.left_ms ?? Number.POSITIVE_INFINITY)) first.set(key, one);
  }
  return [...first.values()];
}

/** What is to be said of those that end soon, or have ended: a line each. */
export const warningsOf = (held: readonly HeldCertificate[]): readonly string[] =>
  held
    .filter(({ left_ms }) => left_ms < TOLD_MS)
    .map(({ use, name, left_ms }) => {
      const days = Math.floor(Math.abs(left_ms) / (24 * 3600 * 1000));
      const when = left_ms < 0 ? `expired ${days} days ago` : `expires in ${days} days`;
      return `the certificate ${use} (${name}) ${when}: ${REMEDIES[use]}`;
    });

/** Registers how long each lasts. */
export function measureCertificates(held: () => readonly HeldCertificate[], registry: Registry): void {
  new Gauge({
    name: 'portvakt_certificate_expires_in_seconds',
    help: 'Until a certificate that the platform shows, signs with or trusts ends; negative after that.',
    labelNames: ['use', 'name'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { use, name, left_ms } of held()) this.set({ use, name }, left_ms / 1000);
    },
  });
}
