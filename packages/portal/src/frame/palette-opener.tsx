import { Button } from '@digdir/designsystemet-react';
import { MagnifyingGlassIcon } from '@navikt/aksel-icons';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTexts } from '../texts/index.tsx';

const Palette = lazy(() => import('./palette.tsx'));

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The button and the keys (Ctrl-K, ⌘K) that open the command palette; the focus goes back to where it was. */
export function PaletteOpener() {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey) return;
      if (isApple ? !event.metaKey : !event.ctrlKey) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  return (
    <>
      <Button
        variant="secondary"
        data-color="neutral"
        className="palette-opener"
        aria-haspopup="dialog"
        aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
        onClick={() => setOpen(true)}
      >
        <MagnifyingGlassIcon aria-hidden className="icon" />
        <span className="palette-word">{t.palette.open}</span>
        <kbd className="wide" aria-hidden>
          {isApple ? '⌘K' : 'Ctrl K'}
        </kbd>
      </Button>
      {open && (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
