import { type Jwk, jwkJson } from './jwk.ts';

/**
 * What the JWK itself cannot say. Kept in one member of the stored document beside `keys`, written only when a feature needs it, so that
 * a plain `create` leaves `{"keys":[…]}` and nothing else. The .NET tool drops the member when it rewrites a set (altinn-jwks.md 7), so
 * each store keeps it where that tool does not write, too.
 */
export interface KeyNote {
  /** ISO 8601. */
  readonly created?: string;
  /** The key is published but does not sign yet. */
  readonly waiting?: true;
  /** From when a waiting key signs without being promoted; ISO 8601. */
  readonly activate?: string;
  /** When it was last sent to Maskinporten; ISO 8601. */
  readonly posted?: string;
}
/** Notes by the kid of their key. */
export type KeyNotes = Readonly<Record<string, KeyNote>>;

/** The member of the document that holds the notes. */
export const NOTES_MEMBER = 'altinn-jwks';

/** Maskinporten drops a key a year after it was posted (maskinporten.md 6.4). */
const KEY_LIFETIME_MS = 365 * 24 * 3600 * 1000;

interface NotesMember {
  readonly appSecret?: unknown;
  readonly keys?: unknown;
}

/** What the document says of the whole set. */
export function settingsOf(rest: Readonly<Record<string, unknown>>): NotesMember {
  const kept = rest[NOTES_MEMBER];
  return typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? kept : {};
}

/** Reads the notes of a document; what is not understood is left out. */
export function notesOf(rest: Readonly<Record<string, unknown>>): KeyNotes {
  const entries = Object.entries(settingsOf(rest).keys ?? {});
  return Object.fromEntries(
    entries.flatMap(([kid, note]) => (typeof note === 'object' && note !== null ? [[kid, note as KeyNote]] : [])),
  );
}

/** The document's other members with these settings of the whole set. */
export const withSettings = (
  rest: Readonly<Record<string, unknown>>,
  settings: { readonly appSecret: true },
): Readonly<Record<string, unknown>> => ({ ...rest, [NOTES_MEMBER]: { ...settingsOf(rest), ...settings } });

/** The document's other members with these notes; without any when there is nothing to note. */
export function withNotes(rest: Readonly<Record<string, unknown>>, notes: KeyNotes): Readonly<Record<string, unknown>> {
  const { [NOTES_MEMBER]: _kept, ...others } = rest;
  const { keys: _keys, ...settings } = settingsOf(rest);
  const filled = Object.fromEntries(Object.entries(notes).filter(([, note]) => Object.keys(note).length > 0));
  const member = { ...settings, ...(Object.keys(filled).length > 0 ? { keys: filled } : {}) };
  return Object.keys(member).length > 0 ? { ...others, [NOTES_MEMBER]: member } : others;
}

/** The member of a document, as it is kept beside it; undefined when it says no more than ages, which a document's date tells nearly. */
export function notesMember(rest: Readonly<Record<string, unknown>>): string | undefined {
  const tells =
    settingsOf(rest).appSecret === true || Object.values(notesOf(rest)).some((note) => note.waiting || note.posted);
  return tells ? jwkJson({ [NOTES_MEMBER]: rest[NOTES_MEMBER] }) : undefined;
}

/** True for a document that may have lost its notes: it has none. */
export const lacksNotes = (rest: Readonly<Record<string, unknown>>): boolean => rest[NOTES_MEMBER] === undefined;

/**
 * The other members of a document that another program has rewritten, with the notes that it dropped. A key that was due to sign before
 * that program wrote has been displaced by the one that it added, as by a `create` of this tool.
 * @param kept what `notesMember` gave; what cannot be read is as good as nothing
 */
export function withRestored(
  rest: Readonly<Record<string, unknown>>,
  keys: readonly Jwk[],
  kept: string,
  written: Date,
): Readonly<Record<string, unknown>> {
  const member = parsedMember(kept);
  if (member === undefined) return rest;
  const restored = { ...rest, [NOTES_MEMBER]: member };
  const kids = new Set(keys.map(({ kid }) => kid));
  const notes = Object.entries(notesOf(restored)).flatMap(([kid, note]) => {
    if (!kids.has(kid)) return [];
    const { waiting: _waiting, activate: _activate, ...displaced } = note;
    return [[kid, isDue(note, written) ? displaced : note] as const];
  });
  return withNotes(restored, Object.fromEntries(notes));
}

function parsedMember(text: string): object | undefined {
  try {
    const { [NOTES_MEMBER]: member } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
    return typeof member === 'object' && member !== null && !Array.isArray(member) ? member : undefined;
  } catch {
    return undefined;
  }
}

const dateOf = (iso: string | undefined): Date | undefined => {
  const date = new Date(iso ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/**
 * When a kid says its key was made: a local date (release 1) or a minute code (release 2). Four letters that would lie in the
 * future are somebody's own suffix.
 */
function dateFromKid(kid: string, now: Date): Date | undefined {
  const [, year, month, day] = /\.(\d{4})-(\d{2})-(\d{2})(?:\.\d+)?$/.exec(kid) ?? [];
  if (year && month && day) return new Date(Number(year), Number(month) - 1, Number(day));
  const [, code] = /\.([A-Za-z0-9_-]{4})$/.exec(kid) ?? [];
  if (!code) return undefined;
  const made = new Date(2025, 0, 1, 0, Buffer.from(code, 'base64url').readUIntBE(0, 3));
  return made.getTime() <= now.getTime() ? made : undefined;
}

/** When a key was made, as well as it is known. @param written when the document was last written */
export function createdAt(kid: string, notes: KeyNotes, now: Date, written?: Date): Date | undefined {
  return dateOf(notes[kid]?.created) ?? dateFromKid(kid, now) ?? written;
}

/** When Maskinporten will stop taking a key: its own `exp`, else a year from its posting, else from its making. */
export function expiresAt(key: Jwk, notes: KeyNotes, now: Date, written?: Date): Date | undefined {
  const kid = key.kid ?? '';
  const from = dateOf(notes[kid]?.posted) ?? createdAt(kid, notes, now, written);
  const year = from && new Date(from.getTime() + KEY_LIFETIME_MS);
  if (typeof key.exp !== 'number' || !Number.isFinite(key.exp)) return year;
  const own = new Date(key.exp * 1000);
  return year && year < own ? year : own;
}

/** True when a waiting key's time has come. */
export const isDue = (note: KeyNote | undefined, now: Date): boolean =>
  (dateOf(note?.activate)?.getTime() ?? Number.POSITIVE_INFINITY) <= now.getTime();
