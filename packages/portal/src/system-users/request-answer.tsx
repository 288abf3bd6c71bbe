import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Answer, type RequestKind, useAnswer } from '../api/altinn.ts';
import type { SystemUserRequest } from '../api/types.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Failure } from '../components/failure.tsx';
import { useSay } from '../components/status.tsx';
import { WhyNotI } from '../playground/why-link.tsx';
import { useTexts } from '../texts/index.tsx';
import { standing } from './words.ts';

/** Approve and reject for who may; passing on for who may not; else why there is nothing to answer. */
export function RequestAnswer(props: {
  readonly kind: RequestKind;
  readonly request: SystemUserRequest;
  readonly customer: string;
  readonly onDone: (answer: Answer) => void;
}) {
  const { t } = useTexts();
  const { request, kind } = props;
  const answer = useAnswer(kind);
  const say = useSay();
  const [justEscalated, setJustEscalated] = useState(false);
  const how = standing(request);
  if (how === 'timedOut') return <Outcome found={answer.isError}>{t.request.timedOut}</Outcome>;
  if (how !== 'open') return <Outcome found={answer.isError}>{t.request.done[how]}</Outcome>;
  // A change request waits for an access manager from the start: nobody can pass it on.
  const waits = kind === 'changerequest' || justEscalated || request.escalated === true;
  const give = (kindOfAnswer: Answer) =>
    answer.mutateAsync({ request, answer: kindOfAnswer }).then(
      (took) => {
        if (kindOfAnswer !== 'escalate') return props.onDone(kindOfAnswer);
        setJustEscalated(took !== false);
        if (took === false) say(t.request.notEscalated);
      },
      // The mutation keeps the error, and it is shown below.
      () => undefined,
    );
  return (
    <div className="stack prose">
      {answer.isError && <Failure error={answer.error} />}
      {request.userMayEscalateButNotApprove ? (
        <Alert data-color="info">
          <div className="stack tight">
            <Heading level={2} data-size="2xs">
              {t.request.cannotApprove}
            </Heading>
            <Paragraph>
              {waits ? t.request.escalatedText(props.customer) : t.request.escalateText(props.customer)}
            </Paragraph>
            <WhyNotI resource="altinn_access_management" action="write" party={request.partyOrgNo} />
            {waits && kind !== 'changerequest' && <Sent now={justEscalated}>{t.request.escalated}</Sent>}
            {!waits && (
              <div className="row">
                <Button loading={answer.isPending} onClick={() => void give('escalate')}>
                  {t.request.escalate}
                </Button>
              </div>
            )}
          </div>
        </Alert>
      ) : (
        <div className="row">
          <Button loading={answer.isPending} onClick={() => void give('approve')}>
            {t.request.approve}
          </Button>
          <ConfirmButton
            label={t.request.reject}
            confirm={t.request.rejectIt}
            title={t.request.rejectTitle}
            text={t.request.rejectText}
            calm
            disabled={answer.isPending}
            onConfirm={() => give('reject')}
          />
        </div>
      )}
    </div>
  );
}

/** What has become of the request; told aloud, and focused, when it was found out by answering it. */
function Outcome({ found, children }: { readonly found: boolean; readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (found) box.current?.focus();
  }, [found]);
  return (
    <Alert data-color="info" ref={box} tabIndex={-1} className="prose">
      {children}
    </Alert>
  );
}

/** Takes the focus from the button that it stands instead of. */
function Sent({ now, children }: { readonly now: boolean; readonly children: ReactNode }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (now) text.current?.focus();
  }, [now]);
  return (
    <Paragraph ref={text} tabIndex={-1}>
      {children}
    </Paragraph>
  );
}
