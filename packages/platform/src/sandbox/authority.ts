import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { CertificateTrust } from '../business-certificates/index.ts';
import type { Database, Tables, Vault } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import {
  certificatesOf,
  insertCertificate,
  keepFirstAuthority,
  loadAuthority,
  revokeCertificate,
  revokedCertificates,
} from './authority-store.ts';
import { type Authority, createAuthority, signCertificate, signRevocationList } from './certificates.ts';
import { refuse } from './refusals.ts';

const DAY_MS = 24 * 3600 * 1000;
const MIN_BITS = 2048;
const MAX_BITS = 8192;
export const MAX_DAYS = 3 * 366;
const generate = promisify(generateKeyPair);

/** A certificate that has been issued. */
export interface IssuedCertificate {
  /** Upper-case hex. */
  readonly serialNumber: string;
  readonly organization: string;
  /** PEM. */
  readonly certificate: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly revoked?: string;
}

/**
 * The sandbox's own authority: issues business certificates (virksomhetssertifikater) to synthetic organisations, revokes them, and
 * tells Maskinporten whom to trust. It is made when it is first needed, and is the same on all nodes.
 */
export class TestAuthority {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #listUrl: string;
  #authority: Authority | undefined;
  #revoked: ReadonlySet<string> = new Set();

  /** @param listUrl where the revocation list is; it stands in each certificate */
  constructor(deps: { database: Database; clock: Clock; listUrl: string }) {
    this.#database = deps.database;
    this.#clock = deps.clock;
    this.#listUrl = deps.listUrl;
  }

  /** Reads what is there, and follows what other nodes do. */
  async open(): Promise<this> {
    await this.#load();
    const reload = () => this.#load();
    this.#database.onChange('test-authority', reload);
    this.#database.onChange('business-certificate', reload);
    return this;
  }

  /** For Maskinporten's token endpoint. */
  get trust(): CertificateTrust {
    const authority = () => this.#authority;
    const revoked = () => this.#revoked;
    return {
      get anchors() {
        return authority()?.anchors ?? [];
      },
      isRevoked: (certificate) => revoked().has(certificate.serialNumber.toUpperCase()),
    };
  }

  /** PEM: the issuing certificate and the root. */
  async chain(): Promise<readonly string[]> {
    return (await this.#ready()).chain;
  }

  /**
   * Issues a certificate; the private key stays with whoever asks.
   * @param wish.publicKey PEM, RSA of 2048 to 8192 bits
   * @throws Refusal `public-key-invalid`
   */
  async issue(wish: {
    readonly organization: string;
    readonly name: string;
    readonly publicKey: string;
    readonly days: number;
  }): Promise<IssuedCertificate> {
    const publicKey = readPublicKey(wish.publicKey);
    const authority = await this.#ready();
    const now = this.#clock.now();
    // A first byte of 0x40 to 0x7F: positive, and always of the same length.
    const bytes = randomBytes(16);
    bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
    const serial = bytes.toString('hex').toUpperCase();
    const certificate = await signCertificate(authority, {
      serial,
      organization: wish.organization,
      name: wish.name,
      publicKey,
      notBefore: now - 60_000,
      notAfter: now + wish.days * DAY_MS,
      listUrl: this.#listUrl,
    });
    const row = { serial, organization: wish.organization, certificate, issued: now, revoked: null };
    await this.#database.transaction((trx) => insertCertificate(trx, row));
    return issuedOf(row);
  }

  async issuedTo(organization: string): Promise<readonly IssuedCertificate[]> {
    return (await certificatesOf(this.#database.db, organization)).map(issuedOf);
  }

  /** From now on the token endpoint refuses it, on every node. @returns false when it is unknown */
  async revoke(serial: string): Promise<boolean> {
    return this.#database.transaction(async (trx, announce) => {
      const known = await revokeCertificate(trx, serial.toUpperCase(), this.#clock.now());
      if (known) announce({ topic: 'business-certificate', key: serial });
      return known;
    });
  }

  /** The revocation list, DER (RFC 5280). */
  async revocationList(): Promise<Uint8Array> {
    const authority = await this.#ready();
    return signRevocationList(authority, await revokedCertificates(this.#database.db), this.#clock.now());
  }

  async #load(): Promise<void> {
    const [rows, revoked] = await Promise.all([
      loadAuthority(this.#database.db),
      revokedCertificates(this.#database.db),
    ]);
    this.#authority = authorityOf(rows, this.#database.vault);
    this.#revoked = new Set(revoked.map((row) => row.serial));
  }

  async #ready(): Promise<Authority> {
    if (this.#authority) return this.#authority;
    const [root, issuing] = await Promise.all([newKey(), newKey()]);
    const { vault } = this.#database;
    const made = (await createAuthority(root, issuing)).map((row) => ({
      ...row,
      private_key: vault.seal(row.private_key, 'test_authority.private_key', row.name),
    }));
    const first = await this.#database.transaction((trx) => keepFirstAuthority(trx, made));
    await this.#load();
    if (first) await this.#database.announce({ topic: 'test-authority' });
    if (!this.#authority) throw new Error('the test authority could not be kept');
    return this.#authority;
  }
}

const newKey = async (): Promise<KeyObject> => (await generate('rsa', { modulusLength: MIN_BITS })).privateKey;

function authorityOf(rows: readonly Tables['test_authority'][], vault: Vault): Authority | undefined {
  const root = rows.find((row) => row.name === 'root');
  const issuing = rows.find((row) => row.name === 'issuing');
  if (!root || !issuing) return undefined;
  return {
    privateKey: createPrivateKey(vault.open(issuing.private_key, 'test_authority.private_key', issuing.name)),
    chain: [issuing.certificate, root.certificate],
    anchors: [new X509Certificate(issuing.certificate), new X509Certificate(root.certificate)],
  };
}

function readPublicKey(pem: string): KeyObject {
  if (pem.includes('PRIVATE KEY'))
    throw refuse(
      'public-key-invalid',
      'this is a private key: send the public half only; consider the key exposed and make a new one',
    );
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw refuse('public-key-invalid', 'publicKey must be a public key in PEM');
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < MIN_BITS || bits > MAX_BITS)
    throw refuse('public-key-invalid', `publicKey must be an RSA key of ${MIN_BITS} to ${MAX_BITS} bits`);
  return key;
}

function issuedOf(row: Tables['issued_certificate']): IssuedCertificate {
  const certificate = new X509Certificate(row.certificate);
  return {
    serialNumber: row.serial,
    organization: row.organization,
    certificate: row.certificate,
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    ...(row.revoked === null ? {} : { revoked: new Date(row.revoked).toISOString() }),
  };
}
