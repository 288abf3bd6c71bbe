import { Paragraph } from '@digdir/designsystemet-react';
import { useEnvironment } from '../api/portal.ts';
import { useFrameWords } from '../texts/frame-words.ts';

/** What this is, below every page. */
export function Footer() {
  const { environment } = useFrameWords().t;
  const mode = useEnvironment().data?.mode;
  return (
    <footer>
      <Paragraph data-size="xs">
        {mode === 'production' ? environment.footer : `${environment.sandbox} ${environment.footer}`}
      </Paragraph>
    </footer>
  );
}
