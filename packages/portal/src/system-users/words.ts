import type { RequestKind } from '../api/altinn.ts';
import type { Right, Translated } from '../api/types.ts';
import type { Language, Texts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';

const NEAREST = {
  nb: ['nb', 'nn', 'en'],
  nn: ['nn', 'nb', 'en'],
  en: ['en', 'nb', 'nn'],
} as const satisfies Readonly<Record<Language, readonly (keyof Translated)[]>>;

/** The text in the page's language, or in the nearest one there is, as it was written. */
export function rawWordsOf(words: Translated | null | undefined, language: Language): string | undefined {
  return NEAREST[language].map((name) => words?.[name]).find((text) => text !== undefined && text !== '');
}

/** The same, to be read: whoever wrote it, other text may stand round it. */
export function wordsOf(words: Translated | null | undefined, language: Language): string | undefined {
  const text = rawWordsOf(words, language);
  return text === undefined ? undefined : isolated(text);
}

/** What the approval page of a kind of request is called. */
export const titleOf = (kind: RequestKind, t: Texts): string =>
  ({
    request: t.request.standardTitle,
    agentrequest: t.request.agentTitle,
    changerequest: t.request.changeTitle,
  })[kind];

/** The resources that the rights name, each once. An app that is given as organisation and app is one resource. */
export function resourceIds(rights: readonly Right[]): readonly string[] {
  const ids = rights.flatMap(({ resource }) => {
    const of = (id: string) => resource.find((attribute) => attribute.id === id)?.value;
    const [org, app] = [of('urn:altinn:org'), of('urn:altinn:app')];
    if (org !== undefined && app !== undefined) return [`app_${org}_${app}`];
    return resource.filter(({ id }) => id === 'urn:altinn:resource').map(({ value }) => value);
  });
  return [...new Set(ids)];
}

/** The last part of a URN, readable when the register does not know it. */
export const nameOfUrn = (urn: string): string => urn.split(':').at(-1) ?? urn;

/** Whether the request can still be answered, and if not why (system-register-and-users.md 5.4). */
export function standing(request: {
  readonly status: string;
  readonly timedOut?: boolean;
}): 'open' | 'timedOut' | 'Accepted' | 'Rejected' | 'other' {
  if (request.timedOut || request.status === 'Timedout') return 'timedOut';
  if (request.status === 'New') return 'open';
  return request.status === 'Accepted' || request.status === 'Rejected' ? request.status : 'other';
}

const LOGOUT_KEYS = {
  request: 'SystemuserRequestId',
  agentrequest: 'SystemuserAgentRequestId',
  changerequest: 'SystemuserChangeRequestId',
} as const;

/** The cookie by which the logout knows to which vendor the browser goes on (altinn-authentication.md 9); it lives five minutes. */
export const logoutCookie = (kind: keyof typeof LOGOUT_KEYS, id: string): string =>
  `AltinnLogoutInfo=${LOGOUT_KEYS[kind]}=${encodeURIComponent(id)}; path=/; max-age=300; samesite=lax`;
