import { Skeleton } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/index.tsx';

type Form = 'table' | 'home' | 'text';

/** What is to come has its place from the first, and is drawn in grey when it takes longer than a blink. */
export function Loading({ as = 'text' }: { readonly as?: Form }) {
  const { t } = useTexts();
  return (
    <div role="status" className="loading">
      <span className="ds-sr-only">{t.common.loading}</span>
      <div aria-hidden className="stack loading-shape">
        {SHAPES[as].map((height, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shapes have nothing but their place
          <Skeleton key={place} variant="rectangle" height={height} />
        ))}
      </div>
    </div>
  );
}

/** CSS lengths. */
const SHAPES: Readonly<Record<Form, readonly string[]>> = {
  table: ['3rem', '18rem'],
  home: ['15rem', '9rem', '18rem'],
  text: ['1.5rem', '1.5rem', '8rem'],
};
