import { Heading } from '@digdir/designsystemet-react';
import { type ReactNode, useId } from 'react';
import { useTexts } from '../texts/index.tsx';

/** The end of a page: what takes its thing out of use stands apart from what saves it. */
export function LastPart({ children }: { readonly children: ReactNode }) {
  const { t } = useTexts();
  const id = useId();
  return (
    <section className="stack tight form-part" aria-labelledby={id}>
      <Heading level={2} data-size="xs" id={id}>
        {t.common.outOfUse}
      </Heading>
      <div className="row">{children}</div>
    </section>
  );
}
