import { useEffect, useRef } from 'react';
import { useSay } from '../components/status.tsx';

/**
 * Whoever leaves a form for another page of the portal before it is saved is told that nothing was saved and nothing lost; the draft itself is
 * kept elsewhere.
 * @param words what to say; undefined while there is nothing unsaved
 * @returns called when the form has been sent or is given up
 */
export function useUnsaved(words: string | undefined): () => void {
  const say = useSay();
  const left = useRef<string>(undefined);
  useEffect(() => {
    left.current = words;
  }, [words]);
  useEffect(
    () => () => {
      if (left.current !== undefined) say(left.current, undefined, { kind: 'info' });
    },
    [say],
  );
  return () => {
    left.current = undefined;
  };
}
