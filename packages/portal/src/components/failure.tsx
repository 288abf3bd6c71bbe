import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { ApiFailure } from '../api/http.ts';
import { type Texts, useTexts } from '../texts/index.tsx';
import { meaningOf } from '../texts/refusal-words.ts';
import { OtherOrganization } from './other-organization.tsx';
import { Trace } from './trace.tsx';

const isForbidden = (error: unknown): boolean => error instanceof ApiFailure && error.status === 403;
/** What is forbidden or missing stays so. */
const mayHelp = (error: unknown): boolean =>
  !(error instanceof ApiFailure) || error.status === 0 || error.status === 429 || error.status >= 500;

function headingOf(error: unknown, t: Texts): string {
  if (isForbidden(error)) return t.common.noAccess;
  if (error instanceof ApiFailure && error.status === 404) return t.common.notFound;
  return t.common.somethingWrong;
}

/** What somebody did failed: what that means in the page's language, and how to name it to who looks into it. */
export function Failure({ error }: { readonly error: unknown }) {
  const { t } = useTexts();
  return <Box error={error} heading={headingOf(error, t)} />;
}

/**
 * What a page, or a part of it, could not fetch: it says what that is, what it means, what to do, and how to name it to who looks into it.
 * @param what did not come
 * @param retry asks for all of it again
 * @param why where it comes from a decision: leads to why it is forbidden
 */
export function NotLoaded(props: {
  readonly what: keyof Texts['things'];
  readonly error: unknown;
  readonly retry: () => unknown;
  readonly why?: ReactNode;
}) {
  const { error, retry } = props;
  const { t } = useTexts();
  const name = t.things[props.what];
  return (
    <Box error={error} heading={isForbidden(error) ? t.common.closed(name) : t.common.notLoaded(name)}>
      {isForbidden(error) && props.why}
      {mayHelp(error) && (
        <div className="row alert-action">
          <Button type="button" variant="secondary" data-size="sm" onClick={() => void retry()}>
            {t.common.tryAgain}
          </Button>
        </div>
      )}
    </Box>
  );
}

function Box(props: { readonly error: unknown; readonly heading: string; readonly children?: ReactNode }) {
  const { error } = props;
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  // It stands above what was sent: who pressed the button at the end of a long form would not see it. What is sent again takes it away first;
  // what a page asks for by itself, again and again, moves nobody who reads.
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <Alert data-color="danger" role="alert" className="prose in-sight" ref={box}>
      <div className="stack tight">
        <Heading level={2} data-size="2xs">
          {props.heading}
        </Heading>
        {meaningOf(error, t).map((text) => (
          <Paragraph key={text} className="long">
            {text}
          </Paragraph>
        ))}
        <OtherOrganization error={error} />
        {props.children}
        <Trace of={error} />
      </div>
    </Alert>
  );
}
