import { isCertificateRefusal } from '../business-certificates/index.ts';
import { REFUSALS, refuse } from './refusals.ts';

/** Runs a check of a certificate. @throws Refusal MP-120, MP-122, MP-123 or MP-124 (maskinporten.md 4) */
export function refusing<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!isCertificateRefusal(error)) throw error;
    const code = `certificate-${error.code}` as const;
    const { remedy, parameters } = error;
    throw refuse(code, `${REFUSALS.kinds[code].what}: ${error.message}`, { remedy, parameters });
  }
}
