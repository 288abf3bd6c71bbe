import { NotThere } from './components/not-there.tsx';
import { useTexts } from './texts/index.tsx';

/** In the place of a page that there is not. */
export function MissingPage() {
  const { t } = useTexts();
  return <NotThere title={t.common.pageMissing} text={t.common.pageMissingText} />;
}
