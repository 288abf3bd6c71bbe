/** Business certificates (virksomhetssertifikater): reading a chain, whom to trust, and whether one is good for an organisation now. */
export {
  type CertificateTrust,
  certificatesInPem,
  checkCertificate,
  NO_TRUST,
  readChain,
} from './certificate.ts';
export { measureTrust } from './metrics.ts';
export { isRefusal as isCertificateRefusal, refuse as refuseCertificate } from './refusals.ts';
export { certificateTrust, type RenewedTrust, type RevocationList } from './trust.ts';
