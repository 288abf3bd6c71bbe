/** What the platform's codes mean, in the page's language. Its own sentences are English and are never shown. */
import { ApiFailure, type FieldFault, type Parameters } from '../api/http.ts';
import type { Texts } from './nb.ts';

/** The text with its `{names}` exchanged for values; one that is not given leaves a dash. */
export const filled = (text: string, parameters: Parameters): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? '–'));

type Words = Readonly<Record<string, string>>;
const find = (words: Words, code: string): string | undefined => (Object.hasOwn(words, code) ? words[code] : undefined);

function wordsOfCode(code: string, parameters: Parameters, t: Texts): string | undefined {
  const reason = code === 'policy-unusable' ? find(t.policy.faults, String(parameters['reason'])) : undefined;
  const [text] = [
    reason,
    ...[t.problems, t.refusals.codes, t.vendorCodes, t.operatorCodes].map((words) => find(words, code)),
  ].filter((one) => one !== undefined);
  return text === undefined ? undefined : filled(text, parameters);
}

/** What is wrong with a field. */
export const wordsOfFault = ({ code, parameters }: Omit<FieldFault, 'field'>, t: Texts): string =>
  wordsOfCode(code, parameters, t) ?? t.refusals.codes.invalid;

function wordsOfStatus(status: number, t: Texts): string {
  if (status === 0) return t.common.noContact;
  if (status === 401) return t.refusals.loggedOut;
  if (status === 403) return t.common.notAllowed;
  if (status === 404) return t.common.missing;
  if (status === 409 || status === 412) return t.refusals.conflict;
  if (status === 413) return t.refusals.large;
  if (status === 429) return t.refusals.often;
  return status >= 500 ? t.refusals.failed : t.refusals.general;
}

/** What a failed call means for the person: one sentence, and one for each field that is named. */
export function meaningOf(error: unknown, t: Texts): readonly string[] {
  if (!(error instanceof ApiFailure)) return [t.refusals.general];
  const { code, status, parameters, fields } = error;
  const byCode = code === undefined ? undefined : wordsOfCode(code, parameters, t);
  const of = [...new Set(fields.map((fault) => wordsOfFault(fault, t)))].filter((text) => text !== byCode);
  // Fields of which no more is known than that they are wrong are told by the sentence for all.
  const known = of.filter((text) => text !== t.refusals.codes.invalid);
  if (byCode !== undefined) return [byCode, ...known];
  return known.length > 0 ? known : [fields.length > 0 ? t.refusals.fields : wordsOfStatus(status, t)];
}
