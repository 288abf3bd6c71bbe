/** What the owner's own view of a client says, before anybody has asked Maskinporten. Pure. */
import { OLD_KEY_DAYS } from '@portvakt/client/doctor';
import type { TokenRequest } from '../api/types.ts';
import { keyAge } from '../clients/key-age.ts';
import type { Facts } from './facts.ts';
import { type Finding, found, ok, skip } from './finding.ts';
import type { Wish } from './wish.ts';

const DAY_MS = 86_400_000;

export interface Words {
  /** Why a token request was refused, and what to do. */
  readonly refusal: (request: TokenRequest) => { readonly why: string; readonly remedy: string };
  readonly moment: (time: number) => string;
}

/** @param now ms */
export const clientFindings = (facts: Facts, wish: Wish, now: number, words: Words): readonly Finding[] => [
  age(facts, now, words),
  client(facts),
  registered(facts, now, words),
  scopes(facts, wish),
  delegation(facts, wish, words),
  grant(facts, words),
];

function client({ client: { active, integration_type: kind } }: Facts): Finding {
  if (!active) return found('client', 'FAIL', 'client-inactive');
  return kind === 'maskinporten' ? ok('client') : found('client', 'FAIL', 'client-of-other-type', kind);
}

/** When the kid says that its key was made, as `altinn-jwks` writes it. */
const madeOn = (kid: string): number => Date.parse(/\.(\d{4}-\d{2}-\d{2})\b/.exec(kid)?.[1] ?? '');

function age({ keys }: Facts, now: number, { moment }: Words): Finding {
  if (!keys) return skip('age', 'unreadable');
  const [youngest] = keys
    .map(({ kid, created }) => ({ kid, made: madeOn(kid) || Date.parse(created) }))
    .toSorted((a, b) => b.made - a.made);
  if (!youngest) return skip('age', 'after');
  const { kid, made } = youngest;
  const days = Math.floor((now - made) / DAY_MS);
  return days > OLD_KEY_DAYS ? found('age', 'WARN', 'key-old', kid, moment(made)) : ok('age', moment(made));
}

function registered({ keys, requests }: Facts, now: number, { moment }: Words): Finding {
  if (!keys) return skip('registered', 'unreadable');
  const last = keys.toSorted((a, b) => b.exp - a.exp)[0];
  if (!last)
    // Who signs with a business certificate registers no key.
    return requests?.some(isIssued) ? ok('registered') : found('registered', 'FAIL', 'client-without-keys');
  const how = keyAge(last.exp * 1000, now);
  if (how === 'expired') return found('registered', 'FAIL', 'key-expired', last.kid, moment(last.exp * 1000));
  if (how === 'soon') return found('registered', 'WARN', 'key-expires-soon', last.kid, moment(last.exp * 1000));
  return ok('registered', last.kid, moment(last.exp * 1000));
}

const isIssued = ({ outcome }: TokenRequest): boolean => outcome === 'issued';

function scopes({ client: { scopes: wanted }, choices }: Facts, { acts }: Wish): Finding {
  if (wanted.length === 0) return found('scopes', 'FAIL', 'scope-not-on-client');
  if (!choices) return skip('scopes', 'unreadable');
  const gone = wanted.filter((scope) => !choices.has(scope));
  if (gone.length > 0) return found('scopes', 'FAIL', 'scope-inactive', ...gone);
  // What a customer delegates the supplier need not have been given.
  const refused = wanted.filter((scope) => {
    const choice = choices.get(scope);
    return choice?.access === false && !(acts === 'delegation' && choice.delegated);
  });
  return refused.length > 0 ? found('scopes', 'FAIL', 'scope-not-granted', ...refused) : ok('scopes', ...wanted);
}

/** Only a grant tells whether a customer has delegated; one that was refused for it has told. */
function delegation({ requests }: Facts, { acts, customer }: Wish, { refusal }: Words): Finding {
  if (acts !== 'delegation') return skip('delegation', 'unasked');
  const about = requests?.find(({ parameters }) => parameters?.['consumer'] === customer);
  if (about?.outcome === 'refused' && about.check === 'delegation')
    return { ...found('delegation', 'FAIL', 'delegation-missing', customer), told: refusal(about) };
  return skip('delegation', 'key');
}

/** The last request is what counts: what was refused before it has been mended since. */
function grant({ requests }: Facts, { refusal, moment }: Words): Finding {
  if (requests === undefined) return skip('grant', 'unreadable');
  const last = requests?.[0];
  if (!last) return skip('grant', 'key');
  if (isIssued(last)) return ok('grant', moment(Date.parse(last.time)));
  return { ...found('grant', 'FAIL', 'grant-refused'), told: refusal(last) };
}
