/**
 * What is being written in a form, kept in this tab until it is sent: when the session ends, the way to the log-in and back leads out of the
 * page, and nothing is to be written twice. It belongs to the person who wrote it, and is forgotten at log-out. A secret is never kept.
 */
import { Alert, Button } from '@digdir/designsystemet-react';
import { useRef, useState } from 'react';
import { useSession } from './api/session.ts';
import { useTexts } from './texts/index.tsx';

const DRAFT = 'portvakt.draft.';
/** Who was logged in in this tab, until they log out. */
const PERSON = 'portvakt.person';

/** Storage may be forbidden, or full: then nothing is kept, and the form works all the same. */
function stored<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

function forget(isMine: (key: string) => boolean): void {
  stored((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(DRAFT) && !isMine(key)) storage.removeItem(key);
  });
}

/** Called when it is known who is logged in: what another has written in this tab is forgotten. */
export function arrive(userId: number): void {
  stored((storage) => storage.setItem(PERSON, String(userId)));
  forget((key) => key.startsWith(`${DRAFT}${userId}.`));
}

/** Called when one logs out: nothing is kept. */
export function leave(): void {
  stored((storage) => storage.removeItem(PERSON));
  forget(() => false);
}

/** Somebody was logged in in this tab and has not logged out: without a session, it has ended by itself. */
export const hasEnded = (): boolean => typeof stored((storage) => storage.getItem(PERSON)) === 'string';

/** Only what has the form of what the page begins with: a renewed portal may have changed its forms. */
function fits<T>(start: T, value: unknown): value is T {
  if (Array.isArray(start)) return Array.isArray(value);
  if (typeof start !== 'object' || start === null) return typeof value === typeof start;
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(start).every(([name, part]) => fits(part, (value as Readonly<Record<string, unknown>>)[name]))
  );
}

function read<T>(key: string, start: T): T | undefined {
  const text = stored((storage) => storage.getItem(key)) ?? undefined;
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return start === undefined || fits(start, value) ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}

export interface Kept<T> {
  readonly value: T;
  /** Sets it, or changes what was set last: what comes by itself, such as a list that one waited for, may come between two keys. */
  readonly set: (value: T | ((before: T) => T)) => void;
  /** Forgets what is kept; the form stays as it is. Called when it has been sent or is given up. */
  readonly clear: () => void;
  /** Forgets it, and begins anew. */
  readonly reset: () => void;
  /** What stands in the form was written earlier. */
  readonly isKept: boolean;
}

/**
 * The state of a form, as `useState`, kept until it is sent.
 * @param form names the form, and what it is about
 * @param start what it begins with when nothing is kept
 * @param mayKeep false for what must not be written down, such as something that may be a secret
 */
export function useKept<T>(form: string, start: T, mayKeep: (value: T) => boolean = () => true): Kept<T> {
  const person = useSession().data?.userId;
  const key = `${DRAFT}${person}.${form}`;
  const [value, setValue] = useState(() => read(key, start) ?? start);
  const last = useRef(value);
  const [isKept, setIsKept] = useState(() => read(key, start) !== undefined);
  const clear = () => {
    setIsKept(false);
    stored((storage) => storage.removeItem(key));
  };
  return {
    value,
    set: (wanted) => {
      const next = wanted instanceof Function ? wanted(last.current) : wanted;
      last.current = next;
      setValue(next);
      if (person !== undefined && mayKeep(next)) stored((storage) => storage.setItem(key, JSON.stringify(next)));
      else stored((storage) => storage.removeItem(key));
    },
    clear,
    reset: () => {
      clear();
      last.current = start;
      setValue(start);
    },
    isKept,
  };
}

/** Says that the form holds what was written earlier, and offers to begin anew. */
export function KeptNotice({ of }: { readonly of: Pick<Kept<unknown>, 'isKept' | 'reset'> }) {
  const { t } = useTexts();
  if (!of.isKept) return null;
  return (
    <Alert data-color="info" role="status">
      <div className="row spread">
        <span>{t.drafts.kept}</span>
        <Button type="button" variant="secondary" data-size="sm" onClick={of.reset}>
          {t.drafts.reset}
        </Button>
      </div>
    </Alert>
  );
}
