/** The sandbox's own certificate authority; `root` and `issuing`. Never in production. */
export interface TestAuthorityTable {
  name: string;
  /** PKCS#8 PEM, sealed when there is a master key. */
  private_key: string;
  /** PEM. */
  certificate: string;
}

/** A business certificate that the sandbox has issued. */
export interface IssuedCertificateTable {
  /** Upper-case hex. */
  serial: string;
  organization: string;
  /** PEM. */
  certificate: string;
  /** ms */
  issued: number;
  /** ms; null = good. */
  revoked: number | null;
}
