import { Alert, Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { type FormEvent, useState } from 'react';
import { type AuditVerdict, verifyAudit } from '../api/audit.ts';
import { useAttempt } from '../components/attempt.ts';
import { Command } from '../components/command.tsx';
import { Failure } from '../components/failure.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useTexts } from './words.ts';

const CHECKPOINT = /^\d{1,15}:[0-9a-f]{64}$/;

/** Whether nothing was altered, and the place to keep for the next time. */
export function VerifyPart() {
  const { t } = useTexts();
  const { busy, error, run } = useAttempt();
  const kept = useKept('audit checkpoint', '');
  const [isWrong, setWrong] = useState(false);
  const [verdict, setVerdict] = useState<AuditVerdict>();
  const words = t.audit.verify;
  const send = (event: FormEvent) => {
    event.preventDefault();
    const given = kept.value.trim();
    const wrong = given !== '' && !CHECKPOINT.test(given);
    setWrong(wrong);
    setVerdict(undefined);
    if (wrong) return;
    void run(async () => {
      setVerdict(await verifyAudit(given));
      kept.clear();
    });
  };
  return (
    <section className="stack prose">
      <Heading level={2} data-size="sm">
        {words.title}
      </Heading>
      <Paragraph>{words.lead}</Paragraph>
      <KeptNotice of={kept} />
      <form className="stack" noValidate onSubmit={send}>
        <Textfield
          label={words.checkpoint}
          value={kept.value}
          error={isWrong && words.form}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          onChange={({ target }) => kept.set(target.value)}
        />
        <div className="row">
          <Button type="submit" variant="secondary" loading={busy}>
            {words.send}
          </Button>
        </div>
      </form>
      {error !== undefined && <Failure error={error} />}
      <div role="status">{verdict !== undefined && <Verdict of={verdict} />}</div>
    </section>
  );
}

function Verdict({ of: { isWhole, last, fault } }: { readonly of: AuditVerdict }) {
  const { t, language } = useTexts();
  const words = t.audit.verify;
  const number = new Intl.NumberFormat(language);
  const place = `${last.position}:${last.hash}`;
  const said = Object.entries(words.faults).find(([kind]) => kind === fault?.fault)?.[1];
  return (
    <Alert data-color={isWhole ? 'success' : 'danger'}>
      <div className="stack tight">
        <Heading level={3} data-size="2xs">
          {isWhole
            ? words.whole(number.format(last.position))
            : words.broken(number.format(fault?.position ?? last.position))}
        </Heading>
        {said !== undefined && <Paragraph>{said}</Paragraph>}
        {isWhole && <Command of={place} label={words.last} />}
      </div>
    </Alert>
  );
}
