import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { type ReactNode, useId } from 'react';
import { useTexts } from '../texts/index.tsx';

/**
 * The end of a page: what takes its thing out of use, for a time or for good, stands apart from what saves it.
 * @param gone what goes when it is deleted; without it, it may be taken into use again
 */
export function LastPart({ gone, children }: { readonly gone?: string; readonly children: ReactNode }) {
  const { t } = useTexts();
  const id = useId();
  return (
    <section className="stack tight last-part" aria-labelledby={id}>
      <Heading level={2} data-size="xs" id={id}>
        {gone === undefined ? t.common.outOfUse : t.common.forGood}
      </Heading>
      {gone !== undefined && <Paragraph className="prose long">{gone}</Paragraph>}
      <div className="row">{children}</div>
    </section>
  );
}
