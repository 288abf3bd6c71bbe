import { refusals } from '../foundation/index.ts';

/** Why a certificate is worth nothing; what asks puts it into an answer of its own. */
export const REFUSALS = refusals('business certificates', {
  unreadable: {
    status: 400,
    what: 'The chain cannot be read as certificates',
    remedy: 'x5c is a list of certificates (DER in standard base64), the signing one first.',
  },
  untrusted: {
    status: 400,
    what: 'The certificate is revoked, or not issued by anybody trusted here',
    remedy: 'Use a business certificate issued for this environment to the organisation that owns the client.',
  },
  dates: {
    status: 400,
    what: 'The time of the certificate has passed or has not come',
    remedy: 'Order a new one, or check your clock.',
  },
  organization: {
    status: 400,
    what: 'The certificate is another organisation’s',
    remedy: 'Use a certificate issued to the organisation that the client belongs to.',
  },
});

export const { refuse, isRefusal } = REFUSALS;
