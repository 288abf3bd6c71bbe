/** Loaded when a command has failed: what it says then, in one place for all of them. */
import { unreached, withoutTokens } from 'altinn-jwks/command';

/** The members by which an error of @portvakt/client is known: which of its copies it comes from does not matter. */
interface Known {
  readonly code?: unknown;
  readonly hint?: unknown;
  readonly host?: unknown;
  readonly cause?: unknown;
}

const NOT_REACHED: readonly unknown[] = ['NETWORK', 'TIMEOUT'];
const NO_ANSWER_OF_ITS = /_UNAVAILABLE$/;
/** Of the platform's own code, also inside what a command says of a file. */
const NO_DATABASE = /the database is not available: /;
const LOOK = 'Start it, or check host, port, user and password in DATABASE_URL (or --data)';
const MISTAKEN =
  'Check the address: it may be another program’s, or a proxy or log-in page answers instead. If it is right, try again later';

/** What to print of an error that ended a command: a host that was not reached, or that answered strangely, with what to try. */
export const told = (error: unknown): string => withoutTokens(wordsOf(error));

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, hint, host, cause } = error as Known;
  if (error instanceof TypeError && error.message === 'fetch failed') return unreached('The host', error);
  // More than the library says, which knows nothing of Node and of a platform on this machine.
  if (NOT_REACHED.includes(code) && typeof host === 'string') return unreached(host, cause);
  if (NO_DATABASE.test(error.message)) return `${error.message.replace(/\.$/, '')}. ${LOOK}.`;
  if (typeof code !== 'string' || !NO_ANSWER_OF_ITS.test(code)) return error.message;
  // The hint of an answer that was none is about the request, which may be as it should.
  const said = typeof hint === 'string' ? error.message.replace(hint, '') : error.message;
  return `${said.replace(/[.\s]+$/, '')}. ${MISTAKEN}.`;
}
