import { Spinner } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/index.tsx';

/** Shown until the first answer is here. */
export function Loading() {
  const { t } = useTexts();
  return (
    <div role="status">
      <Spinner aria-label={t.common.loading} data-size="lg" />
    </div>
  );
}
