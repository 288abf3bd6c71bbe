import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { ApiFailure } from '../api/http.ts';
import { type Texts, useTexts } from '../texts/index.tsx';

/** What a failed call means for the person, in the page's language; undefined when only the service's own words tell it. */
export function meaningOf(error: unknown, t: Texts): string | undefined {
  if (!(error instanceof ApiFailure)) return undefined;
  const byCode = error.code === undefined ? undefined : t.problems[error.code];
  if (byCode) return byCode;
  if (error.status === 0) return t.common.noContact;
  if (error.status === 403) return t.common.notAllowed;
  if (error.status === 404) return t.common.missing;
  return undefined;
}

function headingOf(error: unknown, t: Texts): string {
  if (error instanceof ApiFailure && error.status === 403) return t.common.noAccess;
  if (error instanceof ApiFailure && error.status === 404) return t.common.notFound;
  return t.common.somethingWrong;
}

/** A failed call: what it means, what the service said (its words are English), and a way to try again. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => unknown }) {
  const { t } = useTexts();
  const meaning = meaningOf(error, t);
  // Where the code says it all, the service's words would only say it again, in English.
  const byCode = error instanceof ApiFailure && error.code !== undefined && t.problems[error.code] !== undefined;
  const said = error instanceof ApiFailure && !byCode ? error.message : undefined;
  // What is forbidden or missing stays so.
  const mayHelp = !(error instanceof ApiFailure) || error.status === 0 || error.status >= 500;
  return (
    <Alert data-color="danger" role="alert">
      <div className="stack tight">
        <Heading level={2} data-size="2xs">
          {headingOf(error, t)}
        </Heading>
        {meaning !== undefined && <Paragraph>{meaning}</Paragraph>}
        {said !== undefined && said !== '' && (
          <Paragraph className="long">
            {t.common.serverSaid} <span lang="en">{said}</span>
          </Paragraph>
        )}
        {retry && mayHelp && (
          <div className="row">
            <Button variant="secondary" data-size="sm" onClick={() => void retry()}>
              {t.common.tryAgain}
            </Button>
          </div>
        )}
      </div>
    </Alert>
  );
}
