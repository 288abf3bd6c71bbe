import { Link } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { Page } from './components/page.tsx';
import { useTexts } from './texts/index.tsx';

export function MissingPage() {
  const { t } = useTexts();
  return (
    <Page title={t.common.pageMissing} lead={t.common.pageMissingText}>
      <Link asChild>
        <RouterLink to="/">{t.common.home}</RouterLink>
      </Link>
    </Page>
  );
}
