import { Alert, Link } from '@digdir/designsystemet-react';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { Link as RouterLink, useLocation } from 'react-router';

interface Said {
  readonly text: string;
  readonly path: string;
  readonly kind: Kind;
  readonly next?: Next | undefined;
}
/** What one may well do now. */
interface Next {
  readonly label: string;
  readonly to: string;
}
/** Something is done, or something is left undone. */
type Kind = 'success' | 'info';
interface Manner {
  /** Default: success. */
  readonly kind?: Kind;
  readonly next?: Next;
}
type Say = (text: string, path?: string, manner?: Manner) => void;

const Context = createContext<Say>(() => undefined);

/** A place that tells what has just been done, on the page where it was done or on the one that it led to. */
export function StatusProvider({ children }: { readonly children: ReactNode }) {
  const { pathname, search } = useLocation();
  const here = pathname + search;
  const [said, setSaid] = useState<Said>();
  const say = useMemo<Say>(
    () =>
      (text, path, { kind = 'success', next } = {}) =>
        setSaid({ text, path: path ?? location.pathname + location.search, kind, next }),
    [],
  );
  const shown = said?.path === here ? said : undefined;
  // What was told is not told again when one comes back later.
  useEffect(() => setSaid((before) => (before?.path === here ? before : undefined)), [here]);
  useEffect(() => {
    // What was pressed may be gone with what it removed: then the focus would start over at the top of the document.
    if (shown !== undefined && document.activeElement === document.body) document.querySelector('h1')?.focus();
  }, [shown]);
  return (
    <Context value={say}>
      <div className="stack">
        <div role="status" className={shown === undefined ? 'ds-sr-only' : undefined}>
          {shown !== undefined && (
            <Alert data-color={shown.kind} className="long">
              {shown.next === undefined ? (
                shown.text
              ) : (
                <div className="row spread">
                  <span>{shown.text}</span>
                  <Link asChild>
                    <RouterLink to={shown.next.to}>{shown.next.label}</RouterLink>
                  </Link>
                </div>
              )}
            </Alert>
          )}
        </div>
        {children}
      </div>
    </Context>
  );
}

/** Tells that something is done. The path is where the person is sent next, if that is another page; `next` what is offered there. */
export const useSay = (): Say => useContext(Context);
