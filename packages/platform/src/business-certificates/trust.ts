import { X509Certificate } from 'node:crypto';
import { type CertificateTrust, certificatesInPem } from './certificate.ts';

/** A revocation list as DER or PEM, or what reads it anew each time. */
export type RevocationList = Uint8Array | string | (() => Promise<Uint8Array | string>);

/** Trust whose revocation lists are read again while the platform runs. */
export interface RenewedTrust extends CertificateTrust {
  /**
   * Reads the lists again. One that cannot be read, is not signed as it must be, or is older than what is used or another authority's stays as it
   * was: whoever stands between may have kept it. Goes by itself every five minutes.
   */
  renew(): Promise<void>;
  /** Lists that could not be read the last time, or whose own time has passed: a certificate revoked since is not known to be. */
  readonly stale: number;
  /** Tells it, in one line, of each list that could not be read again. */
  onTrouble(listener: (text: string) => void): void;
  stop(): void;
}

const RENEW_MS = 5 * 60_000;

interface ReadList {
  readonly entries: ReadonlySet<string>;
  /** Fingerprint of the certificate of who has signed it. */
  readonly issuer: string;
  /** When it was made, ms. */
  readonly thisUpdate: number;
  /** When its issuer makes the next one at the latest, ms; undefined when it does not say. */
  readonly nextUpdate: number | undefined;
}

/**
 * Trust in real authorities (Buypass, Commfides).
 * @param authorities PEM, the issuing certificates and the roots, one after the other
 * @param revocationLists each must be signed by one of the authorities
 * @param now ms
 * @throws when there is no certificate among the authorities, or a list is not signed by any of them
 */
export async function certificateTrust(
  authorities: string,
  revocationLists: readonly RevocationList[] = [],
  now: () => number = Date.now,
): Promise<RenewedTrust> {
  const anchors = certificatesInPem(authorities).map((base64) => new X509Certificate(Buffer.from(base64, 'base64')));
  if (anchors.length === 0) throw new Error('the authorities of business certificates hold no PEM certificate');
  const read = async (list: RevocationList): Promise<ReadList> =>
    readList(typeof list === 'function' ? await list() : list, anchors);
  let lists = await Promise.all(revocationLists.map(read));
  let failed = 0;
  let trouble: (text: string) => void = () => {};
  const renew = async (): Promise<void> => {
    let failures = 0;
    const again = async (list: RevocationList, used: ReadList): Promise<ReadList> => {
      try {
        return laterOf(used, await read(list));
      } catch (error) {
        failures += 1;
        trouble(
          `A revocation list could not be read again, and is used as it was: ${error instanceof Error ? error.message : error}`,
        );
        return used;
      }
    };
    lists = await Promise.all(lists.map((used, index) => again(revocationLists[index] as RevocationList, used)));
    failed = failures;
  };
  const mayChange = revocationLists.some((list) => typeof list === 'function');
  const timer = mayChange ? setInterval(() => void renew(), RENEW_MS).unref() : undefined;
  return {
    anchors,
    isRevoked: (certificate) =>
      anchors.some((anchor) => {
        if (!certificate.checkIssued(anchor)) return false;
        const entry = entryOf(anchor, certificate.serialNumber);
        return lists.some(({ entries }) => entries.has(entry));
      }),
    renew,
    onTrouble(listener) {
      trouble = listener;
    },
    get stale() {
      return Math.max(failed, lists.filter(({ nextUpdate = Number.POSITIVE_INFINITY }) => nextUpdate < now()).length);
    },
    stop: () => clearInterval(timer),
  };
}

/** @throws when what was read is no later list of the same authority (RFC 5280 section 5.1.2.4) */
function laterOf(used: ReadList, read: ReadList): ReadList {
  if (read.issuer !== used.issuer) throw new Error('it is the list of another authority than before');
  if (read.thisUpdate < used.thisUpdate)
    throw new Error(
      `it is of ${new Date(read.thisUpdate).toISOString()}, and the one that is used of ${new Date(used.thisUpdate).toISOString()}`,
    );
  return read;
}

const entryOf = (issuer: X509Certificate, serial: string): string =>
  `${issuer.fingerprint256} ${serial.toUpperCase().replace(/^0+/, '')}`;

/** @throws when it is none, or is not signed by any of the authorities */
async function readList(list: Uint8Array | string, anchors: readonly X509Certificate[]): Promise<ReadList> {
  // Loaded only here: most starts read no list.
  await import('reflect-metadata');
  const { X509Certificate: Issuer, X509Crl } = await import('@peculiar/x509');
  const crl = new X509Crl(typeof list === 'string' ? list : new Uint8Array(list));
  for (const anchor of anchors)
    if (await crl.verify({ publicKey: new Issuer(new Uint8Array(anchor.raw)) }).catch(() => false))
      return {
        entries: new Set(crl.entries.map((entry) => entryOf(anchor, entry.serialNumber))),
        issuer: anchor.fingerprint256,
        thisUpdate: crl.thisUpdate.getTime(),
        nextUpdate: crl.nextUpdate?.getTime(),
      };
  throw new Error(`the revocation list of ${crl.issuer} is not signed by any of the authorities given`);
}
