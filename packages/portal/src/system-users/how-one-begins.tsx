import { Paragraph, Link as PlainLink } from '@digdir/designsystemet-react';
import { useEnvironment } from '../api/portal.ts';
import { GoOnAs, VENDOR } from '../components/go-on-as.tsx';
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
        <GoOnAs name={VENDOR} to="/systems" />
      </div>
    </>
  );
}
