import { Link, Paragraph } from '@digdir/designsystemet-react';
import { useTexts } from './words.ts';

/** What the tool is that words about keys name, with a link to the guide. */
export function WhatIsAltinnJwks() {
  const { t } = useTexts();
  return (
    <Paragraph data-size="sm" className="subtle">
      {t.keyTools.whatIs} <Link href={t.keyTools.guide}>{t.keyTools.whatIsLink}</Link>
    </Paragraph>
  );
}
