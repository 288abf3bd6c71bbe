import { Skeleton } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/index.tsx';

/** What is to come. */
export type Shape = keyof typeof SHAPES;

/** What is to come has its place from the first, and is drawn in grey when it takes longer than a blink. */
export function Loading({ as = 'text' }: { readonly as?: Shape }) {
  const { t } = useTexts();
  return (
    <div role="status" className="loading">
      <span className="ds-sr-only">{t.common.loading}</span>
      <div aria-hidden className="stack loading-shape">
        {SHAPES[as].map(([height, width = '100%'], place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: shapes have nothing but their place
          <Skeleton key={place} variant="rectangle" width={`min(100%, ${width})`} height={height} />
        ))}
      </div>
    </div>
  );
}

type Block = readonly [height: string, width?: string];

/** A field with its name above it. */
const FIELD = [
  ['1.25rem', '9rem'],
  ['3rem', '42rem'],
] as const;

/** CSS lengths. `page` is one with its heading; the others stand below a heading that is there, each as high and wide as what comes mostly is. */
const SHAPES = {
  table: [['3rem'], ['18rem']],
  home: [['15rem'], ['9rem'], ['18rem']],
  text: [
    ['1.25rem', '42rem'],
    ['1.25rem', '36rem'],
    ['8rem', '42rem'],
  ],
  form: [...FIELD, ...FIELD, ...FIELD, ['3rem', '9rem']],
  facts: [
    ['1.25rem', '28rem'],
    ['1.25rem', '32rem'],
    ['1.25rem', '24rem'],
    ['1.25rem', '30rem'],
    ['8rem', '42rem'],
  ],
  choices: [
    ['3.5rem', '42rem'],
    ['3.5rem', '42rem'],
    ['3.5rem', '42rem'],
  ],
  page: [['1.25rem', '10rem'], ['2.5rem', '22rem'], ['1.5rem', '32rem'], ['3rem'], ['14rem']],
  verdict: [['7.75rem']],
  log: [['4.25rem'], ['2.5rem', '16rem'], ['24rem']],
} as const satisfies Readonly<Record<string, readonly Block[]>>;
