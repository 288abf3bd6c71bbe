/** A row of the log in the page's language. */
import { ApiFailure } from '../api/http.ts';
import type { LogRow } from '../api/live-log.ts';
import { refusalWords, type Telling } from '../clients/log-words.ts';
import type { StateKind } from '../components/state.tsx';
import { LOCALES } from '../texts/dates.ts';
import type { Language } from '../texts/index.tsx';
import { meaningOf } from '../texts/refusal-words.ts';
import type { Texts } from './words.ts';

export interface Why {
  readonly why: string;
  readonly remedy: string;
}

/** Why it was refused or has failed, and what to do; undefined when it went well. */
export function whyOf(row: LogRow, t: Texts, telling: Telling): Why | undefined {
  const { outcome, kind, status, code, check, parameters, asked } = row;
  if (outcome === 'ok') return undefined;
  if (kind === 'token' && check !== undefined)
    return refusalWords(
      { check, ...(code === undefined ? {} : { code }), ...(parameters ? { parameters } : {}) },
      t,
      telling,
    );
  const decision = asked?.decision;
  if (status < 400 && (decision === 'Deny' || decision === 'NotApplicable' || decision === 'Indeterminate'))
    return { why: t.liveLog.decisions[decision], remedy: t.liveLog.decisionRemedies[decision] };
  const failure = new ApiFailure(status, '', {
    ...(code === undefined ? {} : { code }),
    ...(parameters ? { parameters } : {}),
  });
  return { why: meaningOf(failure, t).join(' '), remedy: t.liveLog.remedies[remedyOf(status)] };
}

function remedyOf(status: number): keyof Texts['liveLog']['remedies'] {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 429) return 'often';
  return status >= 500 ? 'failed' : 'malformed';
}

/** How it ended: a word and its colour. */
export function endOf(
  { kind, outcome, asked, status }: LogRow,
  t: Texts,
): { readonly word: string; readonly state: StateKind } {
  if (outcome === 'ok') return { word: t.liveLog.done[kind], state: 'good' };
  const word = status < 400 ? asked?.decision : undefined;
  return { word: word ?? t.liveLog.outcomes[outcome], state: outcome === 'failed' ? 'soon' : 'bad' };
}

/** How long it took, in the language's own numbers. */
export const duration = (ms: number, language: Language): string =>
  `${new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: ms < 10 ? 1 : 0 }).format(ms)} ms`;

/** `POST …/request/vendor`: calls differ at the end of their paths, and the row is cut there. */
export const shortened = (what: string): string =>
  what.replace(/^([A-Z]+ )\/[\w-]+\/api\/v\d+\/(?:systemuser\/)?/, '$1…/');
