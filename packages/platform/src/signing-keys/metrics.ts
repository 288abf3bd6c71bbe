import { Counter, Gauge, type Registry } from 'prom-client';
import { RING_NAMES, type SigningKeys } from './signing-keys.ts';

/** Registers how many tokens each issuer has signed, and how old the key is that it signs with. */
export function measureSigningKeys(keys: SigningKeys, registry: Registry): void {
  new Counter({
    name: 'portvakt_tokens_signed_total',
    help: 'Tokens signed, by issuer.',
    labelNames: ['issuer'],
    registers: [registry],
    collect() {
      this.reset();
      for (const issuer of RING_NAMES) this.inc({ issuer }, keys.ring(issuer).signed);
    },
  });
  new Gauge({
    name: 'portvakt_signing_key_age_seconds',
    help: 'For how long the key that signs now has been in use, by issuer.',
    labelNames: ['issuer'],
    registers: [registry],
    collect() {
      this.reset();
      for (const issuer of RING_NAMES) {
        const { keyAge } = keys.ring(issuer);
        if (keyAge !== undefined) this.set({ issuer }, keyAge / 1000);
      }
    },
  });
}
