import { CertificateFault } from '../business-certificates/index.ts';
import { type GrantRefused, invalidGrant } from './errors.ts';

const REFUSALS: Readonly<Record<CertificateFault['kind'], { readonly code: string; readonly description: string }>> = {
  unreadable: { code: 'MP-123', description: 'Invalid JWT header x5c' },
  untrusted: { code: 'MP-120', description: 'The JWT is signed with an invalid certificate' },
  dates: {
    code: 'MP-124',
    description: 'Client authentication failed. Invalid JWT signature: the certificate is not valid now',
  },
  organization: {
    code: 'MP-122',
    description:
      'Client authentication failed. Invalid organization number for client. Does not match certificate orgno',
  },
};

/** What the token endpoint answers for a certificate that is worth nothing (maskinporten.md 4). */
function refusalOf(fault: CertificateFault): GrantRefused {
  const { code, description } = REFUSALS[fault.kind];
  return invalidGrant({
    code,
    check: 'certificate',
    description: `Invalid assertion. ${description}: ${fault.message}`,
    remedy: fault.remedy,
    parameters: fault.parameters,
  });
}

/** Runs a check of a certificate. @throws GrantRefused MP-120, MP-122, MP-123 or MP-124 */
export function refusing<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof CertificateFault ? refusalOf(error) : error;
  }
}
