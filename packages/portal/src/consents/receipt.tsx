import { Alert, Link } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import type { Consent } from '../api/consents.ts';
import { GoingBack } from '../components/going-back.tsx';
import { Page } from '../components/page.tsx';
import { CONSENTS } from '../frame/places.ts';
import { isolated } from '../texts/names.ts';
import { logoutCookie } from './consent.ts';
import type { Kind } from './kind.ts';
import { useTexts } from './words.ts';

/** What came of the answer. With a redirect address the browser is logged out and sent back to who asked, unless the person came by itself. */
export function Receipt(props: {
  readonly consent: Consent;
  readonly approved: boolean;
  readonly kind: Kind;
  readonly stays: boolean;
}) {
  const { t } = useTexts();
  const { consent, approved, kind } = props;
  const asker = isolated(consent.toParty.name);
  return (
    <Page title={approved ? kind.accepted : kind.rejected} narrow>
      <Alert data-color={approved ? 'success' : 'info'} role="status">
        {approved ? kind.acceptedText(asker) : kind.rejectedText(asker)}
      </Alert>
      {consent.redirectUrl !== undefined && !props.stays ? (
        <GoingBack cookie={logoutCookie(consent.id)} text={t.consents.leaving} goOn={t.consents.goOn} />
      ) : (
        <div className="row">
          <Link asChild>
            <RouterLink to={CONSENTS}>{t.consents.overview}</RouterLink>
          </Link>
        </div>
      )}
    </Page>
  );
}
