/** A grant made in the page, step by step: assertion, token, exchange, question. */

import type { LogRow } from '../api/live-log.ts';
import { readLog } from '../api/live-log.ts';
import { now } from '../clock.ts';
import { type OwnKey, signed } from './key-file.ts';

/** What a person has chosen. */
export interface Wish {
  readonly organization: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly key: OwnKey;
  readonly kid: string;
  readonly scopes: readonly string[];
  /** Number of the organisation whose system user it is to be; empty = none. */
  readonly systemUser: string;
  readonly exchange: boolean;
  readonly question: Question | undefined;
}

/** What the PDP is asked. */
export interface Question {
  readonly person: string;
  readonly party: string;
  readonly resource: string;
  readonly action: string;
}

const STEPS = ['assertion', 'token', 'exchange', 'decision'] as const;
export type StepName = (typeof STEPS)[number];

export type Step = Made | Refused | Decided;

/** A token has been made or given. */
export interface Made {
  readonly name: StepName;
  readonly is: 'made';
  readonly token: string;
  readonly ms: number;
}

export interface Decided {
  readonly name: 'decision';
  readonly is: 'decided';
  readonly decision: string;
  readonly answer: string;
  readonly ms: number;
}

export interface Refused {
  readonly name: StepName;
  readonly is: 'refused';
  /** HTTP; 0 = no answer. */
  readonly status: number;
  /** Word for word. */
  readonly answer: string;
  /** What the log tells of it. */
  readonly row: LogRow | undefined;
  readonly ms: number;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_S = 60;
const TOKEN = '/maskinporten/token';
const EXCHANGE = '/authentication/api/v1/exchange/maskinporten';
const AUTHORIZE = '/authorization/api/v1/authorize';
const MAX_SHOWN = 20_000;

/** Takes the steps, each told when it is done; ends at the first that is refused. */
export async function attempt(wish: Wish, tell: (step: Step) => void): Promise<void> {
  const began = now();
  const assertion = await signed({ alg: wish.key.alg, kid: wish.kid }, claimsOf(wish), wish.key);
  tell({ name: 'assertion', is: 'made', token: assertion, ms: now() - began });
  const form = new URLSearchParams({ grant_type: GRANT, assertion });
  const given = await ask('token', wish, TOKEN, { method: 'POST', body: form });
  if (!('text' in given)) return tell(given);
  const token = accessToken(given.text);
  tell({ name: 'token', is: 'made', token, ms: given.ms });
  if (!wish.exchange) return;
  const exchanged = await ask('exchange', wish, EXCHANGE, { headers: bearer(token) });
  if (!('text' in exchanged)) return tell(exchanged);
  tell({ name: 'exchange', is: 'made', token: exchanged.text, ms: exchanged.ms });
  if (!wish.question) return;
  const answer = await ask('decision', wish, AUTHORIZE, {
    method: 'POST',
    headers: { ...bearer(exchanged.text), 'content-type': 'application/json' },
    body: JSON.stringify(requestOf(wish.question)),
  });
  if (!('text' in answer)) return tell(answer);
  tell({ name: 'decision', is: 'decided', decision: decisionIn(answer.text), answer: answer.text, ms: answer.ms });
}

/** RFC 7523 and maskinporten.md 2.2. */
function claimsOf({ issuer, clientId, scopes, systemUser }: Wish): object {
  const iat = Math.floor(now() / 1000);
  return {
    aud: issuer,
    iss: clientId,
    scope: scopes.join(' '),
    iat,
    exp: iat + LIFETIME_S,
    jti: crypto.randomUUID(),
    ...(systemUser === ''
      ? {}
      : {
          authorization_details: [
            {
              type: 'urn:altinn:systemuser',
              systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${systemUser}` },
            },
          ],
        }),
  };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

interface Answered {
  readonly text: string;
  readonly ms: number;
}

/** The session's cookie stays out of it: a client has none. */
async function ask(name: StepName, wish: Wish, path: string, init: RequestInit): Promise<Answered | Refused> {
  const began = now();
  const took = () => now() - began;
  try {
    const response = await fetch(path, { ...init, credentials: 'omit', redirect: 'error', cache: 'no-store' });
    const text = await response.text();
    const ms = took();
    if (response.ok) return { text, ms };
    const row = await rowOf(wish.organization, traceIn(text));
    return { name, is: 'refused', status: response.status, answer: text.slice(0, MAX_SHOWN), row, ms };
  } catch {
    return { name, is: 'refused', status: 0, answer: '', row: undefined, ms: took() };
  }
}

/** Each of the platform's error forms names the request. */
const traceIn = (answer: string): string | undefined => /\b[0-9a-f]{32}\b/.exec(answer)?.[0];

const LOOKED_THROUGH = 50;

/** The log knows why, in codes and values; where there is none the answer itself must do. */
async function rowOf(organization: string, trace: string | undefined): Promise<LogRow | undefined> {
  if (trace === undefined) return undefined;
  try {
    const list = await readLog(organization, { limit: LOOKED_THROUGH }, AbortSignal.timeout(5_000));
    return list.rows.find((row) => row.trace === trace);
  } catch {
    return undefined;
  }
}

function accessToken(answer: string): string {
  const value: unknown = JSON.parse(answer);
  const token = typeof value === 'object' && value !== null && 'access_token' in value ? value.access_token : undefined;
  if (typeof token !== 'string') throw new TypeError('the answer has no token');
  return token;
}

const decisionIn = (answer: string): string => /"decision":"(\w+)"/.exec(answer)?.[1] ?? 'Indeterminate';

/** XACML JSON (altinn-pdp.md 5). */
function requestOf({ person, party, resource, action }: Question) {
  const attribute = (AttributeId: string, Value: string) => ({ AttributeId, Value });
  return {
    Request: {
      AccessSubject: [{ Attribute: [attribute('urn:altinn:person:identifier-no', person)] }],
      Action: [{ Attribute: [attribute('urn:oasis:names:tc:xacml:1.0:action:action-id', action)] }],
      Resource: [
        {
          Attribute: [
            attribute('urn:altinn:resource', resource),
            attribute('urn:altinn:organization:identifier-no', party),
          ],
        },
      ],
    },
  };
}
