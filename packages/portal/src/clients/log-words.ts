import type { TokenRequest } from '../api/types.ts';
import { grouped } from '../organizations/organization-number.ts';
import type { Texts } from '../texts/index.tsx';
import { filled } from '../texts/refusal-words.ts';

type Refused = Pick<TokenRequest, 'check' | 'code' | 'parameters'>;
export type Reason = keyof Texts['log']['reasons'];

const BY_CODE: Readonly<Record<string, Reason>> = {
  'MP-120': 'certificateInvalid',
  'MP-121': 'keyExpired',
  'MP-122': 'certificateOrganization',
  'MP-123': 'certificateHeader',
  'MP-130': 'expired',
  'MP-201': 'scopeOther',
};

/** Why a token was refused, told from the check that failed, its code, and the values beside them. */
export function reasonOf({ check = '', code = '', parameters = {} }: Refused, t: Texts): Reason {
  if (check === 'certificate' && code === 'MP-124') return 'certificateExpired';
  const byCode = BY_CODE[code];
  if (byCode !== undefined) return byCode;
  if (check === 'key') return 'kids' in parameters ? 'kidUnknown' : 'kidMissing';
  if (check === 'time' && 'ahead' in parameters) return 'ahead';
  if (check === 'time' && 'lifetime' in parameters) return 'lifetime';
  if (check === 'delegation' && code === '') return 'consumer';
  if (check === 'certificate') return 'certificateInvalid';
  return Object.hasOwn(t.log.reasons, check) ? (check as Reason) : 'other';
}

/** Writes times for people. */
export interface Telling {
  readonly moment: (time: string) => string;
  /** @param ms a length of time */
  readonly duration: (ms: number) => string;
}

/** Values that the log has in seconds, by reason. */
const SECONDS: Partial<Record<Reason, readonly string[]>> = {
  expired: ['ago'],
  ahead: ['ahead'],
  lifetime: ['lifetime', 'max'],
};

/** Organisation numbers that the log has. */
const NUMBERS = ['consumer', 'supplier'];

/** A refusal in the page's language: why, and what to do. */
export function refusalWords(entry: Refused, t: Texts, { moment, duration }: Telling) {
  const reason = reasonOf(entry, t);
  const { why, remedy } = t.log.reasons[reason];
  const { parameters = {}, code = '–' } = entry;
  const { waiting, activeFrom } = parameters;
  const lengths = (SECONDS[reason] ?? []).flatMap((name) => {
    const seconds = Number(parameters[name] ?? Number.NaN);
    return Number.isNaN(seconds) ? [] : [[name, duration(seconds * 1000)] as const];
  });
  const numbers = NUMBERS.flatMap((name) =>
    parameters[name] === undefined ? [] : [[name, grouped(String(parameters[name]))] as const],
  );
  const values = { ...parameters, ...Object.fromEntries([...lengths, ...numbers]), code };
  const kind = (['client', 'scope', 'access'] as const).find((one) => one === waiting);
  return {
    why: filled(why, values),
    remedy:
      kind === undefined
        ? filled(remedy, values)
        : filled(t.log.waiting[kind], { ...values, activeFrom: moment(String(activeFrom)) }),
  };
}
