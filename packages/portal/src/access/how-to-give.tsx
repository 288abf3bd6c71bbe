import { Link, Paragraph } from '@digdir/designsystemet-react';
import { useTexts } from './words.ts';

/** The way to give a package, which is no page of its own: the operation, to be tried where it is described. */
export function HowToGive() {
  const { t } = useTexts();
  return (
    <Paragraph>
      <Link href="/docs#/access-management/givePackage">{t.access.leads.how}</Link>
    </Paragraph>
  );
}
