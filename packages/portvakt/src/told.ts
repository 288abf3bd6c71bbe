/** Loaded when a command has failed: what it says then, in one place for all of them. */
import { unreached } from 'altinn-jwks/command';

/** The members by which an error of @portvakt/client is known: which of its copies it comes from does not matter. */
interface Known {
  readonly code?: unknown;
  readonly hint?: unknown;
  readonly cause?: unknown;
}

const NO_ANSWER_OF_ITS = /_UNAVAILABLE$/;
const MISTAKEN =
  'Check the address: it may be another program’s, or a proxy or log-in page answers instead. If it is right, try again later';

/** What to print of an error that ended a command: a host that was not reached, or that answered strangely, with what to try. */
export function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, hint, cause } = error as Known;
  if (error instanceof TypeError && error.message === 'fetch failed') return unreached('The host', error);
  // The hint of an answer that was none is about the request, which may be as it should.
  const said = typeof hint === 'string' ? error.message.replace(hint, '') : error.message;
  if (typeof code === 'string' && NO_ANSWER_OF_ITS.test(code)) return `${sentence(said)} ${MISTAKEN}.`;
  if (code === 'TIMEOUT' || (code === 'NETWORK' && cause !== undefined))
    return unreached(error.message.split(' ')[0] ?? '', cause);
  if (code === 'NETWORK') return `${sentence(error.message)} ${MISTAKEN}.`;
  return error.message;
}

const sentence = (text: string): string => `${text.replace(/[.\s]+$/, '')}.`;
