import { isMalformedJws, type JsonObject, type ParsedJws, parseJws } from '../foundation/index.ts';
import type { SelfService, WaitingChange } from '../selfservice/index.ts';
import { type Check, checkOf, type GrantRefusal, refuse } from './refusals.ts';
import type { Progress } from './token-endpoint.ts';

export interface RefusalDeps {
  readonly selfservice: Pick<SelfService, 'client'>;
  /** Changes at Samarbeidsportalen that the token endpoint does not see yet; left out = there are never any. */
  readonly waiting?: SelfService['waiting'];
}

/** What the developer's log tells of a refused request. */
export interface RefusalNote {
  readonly progress: Progress;
  readonly refused: GrantRefusal;
}

const MAX_TEXT = 500;
const MAX_SCOPES = 200;

/** Which waiting changes may be the reason for a refusal. */
const CAUSES: Readonly<Partial<Record<Check, readonly WaitingChange['kind'][]>>> = {
  client: ['client'],
  key: ['client'],
  certificate: ['client'],
  signature: ['client'],
  scope: ['client', 'scope'],
  access: ['access', 'scope'],
};

/**
 * Finds out for the developer's log whose grant it was, also when it was refused before its claims were read, and whether the reason is a
 * change that is not active yet. Nothing in the grant is believed: whoever knows a client's id can write lines in its log.
 */
export async function refusalNote(
  deps: RefusalDeps,
  progress: Progress,
  assertion: string | undefined,
  refused: GrantRefusal,
): Promise<RefusalNote> {
  const jws = assertion === undefined ? undefined : readable(assertion);
  const known = progress.clientId === undefined && jws ? readFrom(jws) : progress;
  if (known.clientId === undefined) return { progress: known, refused };
  const client = known.organization === undefined ? await deps.selfservice.client(known.clientId) : undefined;
  const organization = known.organization ?? client?.organization;
  const found = { ...known, ...(organization === undefined ? {} : { organization }) };
  const kinds = CAUSES[checkOf(refused)];
  if (!deps.waiting || !kinds) return { progress: found, refused };
  const waiting = await deps.waiting(known.clientId, known.scopes ?? [], consumerIn(jws?.payload));
  const change = waiting.changes.find(({ kind }) => kinds.includes(kind));
  if (!change) return { progress: found, refused };
  return {
    progress: { ...found, ...(waiting.organization === undefined ? {} : { organization: waiting.organization }) },
    refused: withRemedy(refused, notActive(change), change),
  };
}

function readable(assertion: string): ParsedJws | undefined {
  try {
    return parseJws(assertion);
  } catch (error) {
    if (isMalformedJws(error)) return undefined;
    throw error;
  }
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= MAX_TEXT && value.isWellFormed() ? value : undefined;

function readFrom({ header, payload }: ParsedJws): Progress {
  const clientId = text(payload['iss']);
  const kid = text(header['kid']);
  const { scope } = payload;
  const scopes =
    typeof scope === 'string' && scope.isWellFormed()
      ? scope
          .split(/\s+/)
          .filter((one) => one !== '' && one.length <= MAX_TEXT)
          .slice(0, MAX_SCOPES)
      : [];
  return { ...(clientId === undefined ? {} : { clientId }), ...(kid === undefined ? {} : { kid }), scopes };
}

const consumerIn = (payload: JsonObject | undefined): string | undefined => text(payload?.['consumer_org']);

const NAMES: Readonly<Record<WaitingChange['kind'], string>> = {
  client: 'The client or its keys',
  scope: 'The scope',
  access: 'The access',
};

const notActive = ({ kind, name, activeFrom }: WaitingChange): string =>
  `${NAMES[kind]} (${name}) has been changed, and the change is not active yet: it will be at ${new Date(activeFrom).toISOString()}. Try again then, with a new assertion.`;

const withRemedy = (refused: GrantRefusal, more: string, { kind, name, activeFrom }: WaitingChange): GrantRefusal =>
  refuse(refused.code, refused.detail, {
    remedy: `${more} Otherwise: ${refused.remedy}`,
    parameters: { ...refused.parameters, waiting: kind, name, activeFrom: new Date(activeFrom).toISOString() },
  });
