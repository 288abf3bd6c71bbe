/** Certificates of the real host names end, and authorities are replaced: both while the platform runs. */
import { X509Certificate } from 'node:crypto';
import type { Server } from 'node:https';
import { AUTHORITY_NAME, type HostsAuthority, type ServerCertificate, serverCertificate } from './authority.ts';

/** The authority, or what reads it, to be asked again while the platform runs. */
export type AuthoritySource = HostsAuthority | (() => Promise<HostsAuthority>);

export interface HostsCertificate {
  readonly use: 'host-names' | 'host-names-authority';
  readonly name: string;
  /** ms */
  readonly ends: number;
}

const LOOK_MS = 3_600_000;
/** So long before its end a certificate is replaced, and an authority told of. */
const BEFORE_MS = 30 * 24 * LOOK_MS;
const REMEDY =
  '"portvakt hosts remove" and "portvakt hosts" make another, which is taken within the hour, and is to be trusted anew';

/** Looks every hour whether a server's certificate has to be another one. A certificate is judged by the clocks of others, never by the sandbox's. */
export class Renewal {
  readonly #source: () => Promise<HostsAuthority>;
  #server: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #made: (ServerCertificate & { readonly by: string }) | undefined;
  #told = '';
  #tell: (text: string) => void = () => {};

  constructor(source: AuthoritySource) {
    this.#source = typeof source === 'function' ? source : async () => source;
  }

  /** The first certificate. @throws as `serverCertificate` */
  async begin(now = Date.now()): Promise<ServerCertificate> {
    const authority = await this.#source();
    const made = await serverCertificate(authority, now);
    this.#made = { ...made, by: authority.certificate };
    return made;
  }

  /** Of the server that shows it. */
  follow(server: Server): void {
    this.#server = server;
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  /** @param tell called with what is wrong, once */
  onTrouble(tell: (text: string) => void): void {
    this.#tell = tell;
    void this.look();
  }

  /** What the server shows, and who vouches for it. */
  get certificates(): readonly HostsCertificate[] {
    if (!this.#made) return [];
    const authority = new X509Certificate(this.#made.by).validToDate.getTime();
    return [
      { use: 'host-names', name: 'server', ends: this.#made.ends },
      { use: 'host-names-authority', name: AUTHORITY_NAME, ends: authority },
    ];
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async look(now = Date.now()): Promise<void> {
    try {
      const authority = await this.#source();
      const isDue = (this.#made?.ends ?? 0) - now < BEFORE_MS;
      if (authority.certificate !== this.#made?.by || isDue) {
        this.#made = { ...(await serverCertificate(authority, now)), by: authority.certificate };
        this.#server?.setSecureContext({ ...this.#made, minVersion: 'TLSv1.2' });
      }
      // Its own end is the authority's, when that comes first.
      if (this.#made.ends - now < BEFORE_MS)
        this.#say(`the authority of the host names expires on ${new Date(this.#made.ends).toISOString()}: ${REMEDY}`);
      else this.#told = '';
    } catch (error) {
      this.#say(`the certificate of the host names stays as it is: ${error instanceof Error ? error.message : error}`);
    }
  }

  #say(text: string): void {
    if (text !== this.#told) this.#tell(text);
    this.#told = text;
  }
}
