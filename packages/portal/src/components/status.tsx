import { Alert } from '@digdir/designsystemet-react';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router';

interface Said {
  readonly text: string;
  readonly path: string;
  readonly kind: Kind;
}
/** Something is done, or something is left undone. */
type Kind = 'success' | 'info';
type Say = (text: string, path?: string, kind?: Kind) => void;

const Context = createContext<Say>(() => undefined);

/** A place that tells what has just been done, on the page where it was done or on the one that it led to. */
export function StatusProvider({ children }: { readonly children: ReactNode }) {
  const { pathname, search } = useLocation();
  const here = pathname + search;
  const [said, setSaid] = useState<Said>();
  const say = useMemo<Say>(
    () =>
      (text, path, kind = 'success') =>
        setSaid({ text, path: path ?? location.pathname + location.search, kind }),
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
              {shown.text}
            </Alert>
          )}
        </div>
        {children}
      </div>
    </Context>
  );
}

/** Tells that something is done. The path is where the person is sent next, if that is another page. */
export const useSay = (): Say => useContext(Context);
