import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { ApiFailure } from '../api/http.ts';
import { useAskForResource } from '../api/requests.ts';
import { useSession } from '../api/session.ts';
import { Failure } from '../components/failure.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { useTexts } from '../texts/index.tsx';
import type { Question } from './question.ts';

const BAD_REQUEST = 400;

/** Lets who is logged in and lacks something ask for it, with whom the person has something already. */
export function AskForIt({ question: { kind, subject, party, resource } }: { readonly question: Question }) {
  const profile = useSession().data;
  const to = useOrganizations().organizations.find(({ number }) => number === party);
  const from = kind === 'user' && String(profile?.userId) === subject ? profile?.party.partyUuid : undefined;
  if (from === undefined || to === undefined) return null;
  return <Ask key={`${to.number} ${resource}`} from={from} to={to} resource={resource} />;
}

function Ask(props: {
  readonly from: string;
  readonly to: { readonly partyUuid: string; readonly name: string };
  readonly resource: string;
}) {
  const { from, to, resource } = props;
  const { t } = useTexts();
  const ask = useAskForResource(from);
  if (ask.isSuccess)
    return (
      <Alert data-color="success" role="status">
        {t.asking.sent(to.name)}
      </Alert>
    );
  const cannot = ask.error instanceof ApiFailure && ask.error.status === BAD_REQUEST;
  return (
    <>
      {ask.isError &&
        (cannot ? <Alert data-color="warning">{t.asking.cannotAsk}</Alert> : <Failure error={ask.error} />)}
      {!cannot && (
        <div className="stack tight">
          <Paragraph>{t.asking.askHelp(to.name)}</Paragraph>
          <div className="row">
            <Button
              variant="secondary"
              loading={ask.isPending}
              onClick={() => ask.mutate({ to: to.partyUuid, resource })}
            >
              {t.asking.askFor}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}
