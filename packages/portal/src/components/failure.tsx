import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link as RouterLink } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import { type Texts, useTexts } from '../texts/index.tsx';
import { meaningOf } from '../texts/refusal-words.ts';

function headingOf(error: unknown, t: Texts): string {
  if (error instanceof ApiFailure && error.status === 403) return t.common.noAccess;
  if (error instanceof ApiFailure && error.status === 404) return t.common.notFound;
  return t.common.somethingWrong;
}

/**
 * A failed call: what it means in the page's language, how to name it to who looks into it, and a way to try again.
 * @param what did not come, where a page asks for several things
 * @param why where it comes from a decision: leads to why it is forbidden
 */
export function Failure(props: {
  readonly error: unknown;
  readonly what?: string;
  readonly retry?: () => unknown;
  readonly why?: ReactNode;
}) {
  const { error, what, retry } = props;
  const { t } = useTexts();
  const meanings = meaningOf(error, t);
  const trace = error instanceof ApiFailure ? error.trace : undefined;
  const box = useRef<HTMLDivElement>(null);
  // It stands above what was sent: who pressed the button at the end of a long form would not see it. What is sent again takes it away first;
  // what a page asks for by itself, again and again, moves nobody who reads.
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  // What is forbidden or missing stays so.
  const mayHelp = !(error instanceof ApiFailure) || error.status === 0 || error.status >= 500;
  return (
    <Alert data-color="danger" role="alert" className="prose in-sight" ref={box}>
      <div className="stack tight">
        <Heading level={2} data-size="2xs">
          {what === undefined ? headingOf(error, t) : t.common.notLoaded(what)}
        </Heading>
        {meanings.map((text) => (
          <Paragraph key={text} className="long">
            {text}
          </Paragraph>
        ))}
        {trace !== undefined && (
          <Paragraph data-size="sm" className="long">
            {t.refusals.trace}: <code>{trace}</code>
          </Paragraph>
        )}
        {error instanceof ApiFailure && error.status === 403 && props.why}
        {meanings.includes(t.common.notAllowed) && (
          <div className="row alert-action">
            <Button asChild variant="secondary" data-size="sm">
              <RouterLink to="/organizations">{t.header.change}</RouterLink>
            </Button>
          </div>
        )}
        {retry && mayHelp && (
          <div className="row alert-action">
            <Button variant="secondary" data-size="sm" onClick={() => void retry()}>
              {t.common.tryAgain}
            </Button>
          </div>
        )}
      </div>
    </Alert>
  );
}
