import { Button, Paragraph, Link as PlainLink } from '@digdir/designsystemet-react';
import { Link } from 'react-router';
import { useEnvironment } from '../api/portal.ts';
import { useTexts } from '../texts/index.tsx';

/** Where there is no system user yet and none to choose: what makes one, which is a vendor's request. */
export function HowOneBegins() {
  const { t } = useTexts();
  const words = t.ownUsers.begins;
  const isSandbox = useEnvironment().data?.mode === 'sandbox';
  return (
    <>
      {isSandbox && <Paragraph className="prose">{words.sandbox}</Paragraph>}
      <div className="row">
        <PlainLink href={words.guideAddress}>{words.guide}</PlainLink>
        {isSandbox && (
          <Button asChild variant="secondary" data-size="sm">
            <Link to="/systems">{t.common.goTo(t.header.systems)}</Link>
          </Button>
        )}
      </div>
    </>
  );
}
