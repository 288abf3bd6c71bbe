/** Business certificates (virksomhetssertifikater): reading a chain, whom to trust, and whether one is good for an organisation now. */
export {
  CertificateFault,
  type CertificateTrust,
  certificatesInPem,
  checkCertificate,
  type FaultKind,
  NO_TRUST,
  readChain,
} from './certificate.ts';
export { certificateTrust } from './trust.ts';
