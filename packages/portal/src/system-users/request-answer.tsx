import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { type Answer, type RequestKind, useAnswer } from '../api/altinn.ts';
import type { SystemUserRequest } from '../api/types.ts';
import { Failure } from '../components/failure.tsx';
import { useSay } from '../components/status.tsx';
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
  const [escalated, setEscalated] = useState(false);
  const how = standing(request);
  if (how === 'timedOut') return <Alert data-color="info">{t.request.timedOut}</Alert>;
  if (how !== 'open') return <Alert data-color="info">{t.request.done[how]}</Alert>;
  const give = (kindOfAnswer: Answer) =>
    answer.mutateAsync({ request, answer: kindOfAnswer }).then(
      (took) => {
        if (kindOfAnswer !== 'escalate') return props.onDone(kindOfAnswer);
        setEscalated(took !== false);
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
            <Paragraph>{t.request.escalateText(props.customer)}</Paragraph>
            <div role="status">{escalated && <Paragraph>{t.request.escalated}</Paragraph>}</div>
            {!escalated && (
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
          <Button
            variant="secondary"
            data-color="danger"
            disabled={answer.isPending}
            onClick={() => void give('reject')}
          >
            {t.request.reject}
          </Button>
        </div>
      )}
    </div>
  );
}
