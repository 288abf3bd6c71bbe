import { type RefObject, useCallback, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';

const NARROW = '(max-width: 44rem)';
/** In rem, so that it grows with the text. */
const ROW_REM = 2.5;
const NARROW_ROW_REM = 4.25;
/** What a narrow row has more with the client's name, which has a line of its own. */
const NARROW_NAME_REM = 1.5;
/** With two lines that say why it was refused. */
const WHY_ROW_REM = 4.25;
const NARROW_WHY_ROW_REM = 6.75;
const HEAD_REM = 2.25;
const DEFAULT_FONT_PX = 16;

const subscribe = (listener: () => void) => {
  const query = matchMedia(NARROW);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** True where the window is as narrow as a telephone: the table is as long as its rows then, and the page alone scrolls. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);

/**
 * The height of a folded row in px, and of one that says why, which has lines of its own; and of the head, which stays above them.
 * @param oneClient rows name no client
 */
export function useRowHeights(
  narrow: boolean,
  oneClient: boolean,
): {
  readonly plain: number;
  readonly why: number;
  readonly head: number;
} {
  const font = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || DEFAULT_FONT_PX;
  const [plain, why] = narrow ? [NARROW_ROW_REM, NARROW_WHY_ROW_REM] : [ROW_REM, WHY_ROW_REM];
  const name = narrow && !oneClient ? NARROW_NAME_REM : 0;
  return {
    plain: Math.round((plain + name) * font),
    why: Math.round((why + name) * font),
    head: narrow ? 0 : Math.round(HEAD_REM * font),
  };
}

interface Scroll {
  readonly scrolled: number;
  readonly height: number;
}

const ofBox = ({ scrollTop, clientHeight }: HTMLElement): Scroll => ({ scrolled: scrollTop, height: clientHeight });

/** What the page has scrolled of an element, from below what stays at its top. */
function ofPage(element: HTMLElement): Scroll {
  const top = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart) || 0;
  return { scrolled: Math.max(0, Math.round(top - element.getBoundingClientRect().top)), height: innerHeight };
}

/** How far an element is scrolled and how much of it is in sight, in px. @param byPage it is the page that scrolls */
export function useScroll(box: RefObject<HTMLElement | null>, byPage: boolean): Scroll {
  const [state, setState] = useState({ scrolled: 0, height: 600 });
  const read = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const next = byPage ? ofPage(element) : ofBox(element);
    setState((before) => (before.scrolled === next.scrolled && before.height === next.height ? before : next));
  }, [box, byPage]);
  useLayoutEffect(read, [read]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const scrolls = byPage ? window : element;
    scrolls.addEventListener('scroll', read, { passive: true });
    const sizes = new ResizeObserver(read);
    sizes.observe(byPage ? document.documentElement : element);
    return () => {
      scrolls.removeEventListener('scroll', read);
      sizes.disconnect();
    };
  }, [box, byPage, read]);
  return state;
}

/** The height of an element as it changes; 0 while there is none. */
export function useHeight(): readonly [height: number, ref: (element: HTMLElement | null) => (() => void) | undefined] {
  const [height, setHeight] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const read = () => setHeight(element.offsetHeight);
    const sizes = new ResizeObserver(read);
    sizes.observe(element);
    read();
    return () => {
      sizes.disconnect();
      setHeight(0);
    };
  }, []);
  return [height, ref];
}

/** The row in which the focus is, by its `data-row`. */
export function useFocusedRow(box: RefObject<HTMLElement | null>): string | undefined {
  const [row, setRow] = useState<string>();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const read = ({ target, type }: FocusEvent) => {
      const place = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
      setRow(type === 'focusin' ? place?.dataset['row'] : undefined);
    };
    element.addEventListener('focusin', read);
    element.addEventListener('focusout', read);
    return () => {
      element.removeEventListener('focusin', read);
      element.removeEventListener('focusout', read);
    };
  }, [box]);
  return row;
}
