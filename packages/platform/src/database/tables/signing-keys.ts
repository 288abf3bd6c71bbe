/** A key pair of a ring. Times in ms since the epoch. */
export interface SigningKeyTable {
  kid: string;
  /** Which issuer: `maskinporten`, `altinn`. */
  ring: string;
  /** PKCS#8 PEM, or `enc:v1:…` when a master key is configured. */
  private_key: string;
  /** DER of the self-signed certificate in standard base64, for rings that publish `x5c`. */
  certificate: string | null;
  created: number;
  /** When it may begin to sign; published from `created` on. */
  activates: number;
  /** When it stopped signing. */
  retired: number | null;
  /** When it leaves the JWKS. */
  removes: number | null;
}

/** How many times a ring has been rotated. */
export interface SigningRingTable {
  ring: string;
  version: number;
}
