import { refusals } from '../foundation/index.ts';

/** What is refused before a request reaches any surface, where the platform is served under the real environments' host names. */
export const REFUSALS = refusals('host names', {
  'host-unknown': {
    status: 421,
    what: 'The request names no host that is served here, or another than the connection was made to',
    remedy: 'Ask by one of the names that `portvakt hosts` prints.',
  },
  'address-of-other-host': {
    status: 404,
    what: 'There is nothing at this address of this host',
    remedy: 'Check which host serves it, as in the real environment; what is the sandbox’s own is at the plain port.',
  },
  'host-starting': {
    status: 503,
    what: 'The platform starts',
    remedy: 'Try again in a second.',
  },
});
