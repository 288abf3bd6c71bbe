import { Alert, Button, Link } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import type { RequestKind } from '../api/altinn.ts';
import { pageSegment } from '../api/path.ts';
import { LOGOUT_URL } from '../api/session.ts';
import type { SystemUserRequest } from '../api/types.ts';
import { GoingBack } from '../components/going-back.tsx';
import { Page } from '../components/page.tsx';
import { leave } from '../drafts.tsx';
import { useTexts } from '../texts/index.tsx';
import { logoutCookie } from './words.ts';

/** What came of the request. With a redirect address the browser is logged out and sent back to the vendor (5.3). */
export function Receipt(props: {
  readonly kind: RequestKind;
  readonly request: SystemUserRequest;
  readonly approved: boolean;
  readonly system: string;
  readonly customer: string;
}) {
  const { t } = useTexts();
  const { kind, request, approved } = props;
  const leaving = Boolean(request.redirectUrl);
  return (
    <Page title={approved ? t.request.approvedTitle : t.request.rejectedTitle}>
      <Alert data-color={approved ? 'success' : 'info'} role="status" className="prose">
        {approved
          ? t.request.approvedText[kind](props.system, props.customer)
          : t.request.rejectedText[kind](props.system, props.customer)}
      </Alert>
      {leaving ? (
        <GoingBack cookie={logoutCookie(kind, request.id)} text={t.request.leaving} goOn={t.request.goOn} />
      ) : (
        <div className="row">
          <Link asChild>
            {approved && kind === 'agentrequest' ? (
              <RouterLink to={`/accessmanagement/ui/systemuser/overview/${pageSegment(request.id)}`}>
                {t.request.chooseClients}
              </RouterLink>
            ) : (
              <RouterLink to="/accessmanagement/ui/systemuser/overview">
                {t.common.goTo(t.header.systemUsers)}
              </RouterLink>
            )}
          </Link>
          <Button asChild variant="secondary">
            <a href={LOGOUT_URL} onClick={leave}>
              {t.header.logOut}
            </a>
          </Button>
        </div>
      )}
    </Page>
  );
}
