import { Button, Card, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useMinute } from '../clock.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { State, type StateKind } from '../components/state.tsx';
import { isolated } from '../texts/names.ts';
import type { KeyView } from './key-view.ts';
import { canReplace, REST_MS } from './rotation.ts';
import { useTexts } from './words.ts';

/** The steps of the change from an old key to a new one, ticked by what has been seen to happen. */
export function RotationGuide(props: {
  readonly kid: string;
  readonly views: readonly KeyView[];
  readonly onRemove: (kid: string) => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  const { kid, views, onClose } = props;
  const steps = useSteps(kid, views);
  const current = steps.findIndex(({ done }) => !done);
  const ready = views.some((view) => view.kid === kid && view.advice?.is === 'removable');
  return (
    <Card data-color="neutral" data-testid="rotation">
      <div className="stack">
        <div className="row spread">
          <Heading level={2} data-size="xs" className="long">
            {t.keyTools.rotation(kid)}
          </Heading>
          <Button variant="tertiary" data-color="neutral" data-size="sm" onClick={onClose}>
            {t.keyTools.endRotation}
          </Button>
        </div>
        <Paragraph>{t.keyTools.rotationLead}</Paragraph>
        <ol className="plain stack rotation">
          {steps.map(({ title, text, done }, index) => {
            const [kind, word] = stateOf(done, index === current);
            return (
              <li key={title} {...(index === current && { 'aria-current': 'step' as const })}>
                <State kind={kind}>{t.keyTools[word]}</State>
                <div className="stack-lines">
                  <strong>{title}</strong>
                  <span className="long">{text}</span>
                </div>
              </li>
            );
          })}
        </ol>
        {ready && (
          <div className="row">
            <ConfirmButton
              label={t.keyTools.step3}
              size="sm"
              title={t.keys.removeTitle(isolated(kid))}
              text={t.keys.removeText(kid)}
              onConfirm={() => props.onRemove(kid)}
            />
          </div>
        )}
      </div>
    </Card>
  );
}

const stateOf = (done: boolean, isCurrent: boolean): readonly [StateKind, 'stepDone' | 'stepNow' | 'stepNext'] =>
  done ? ['good', 'stepDone'] : isCurrent ? ['waits', 'stepNow'] : ['idle', 'stepNext'];

function useSteps(kid: string, views: readonly KeyView[]) {
  const { t, age, day } = useTexts();
  const now = useMinute();
  const old = views.find((view) => view.kid === kid);
  const later = views.filter((view) => view.kid !== kid && (old === undefined || view.created >= old.created));
  const newer = later.find((view) => old === undefined || canReplace(view, old, now));
  // It came later, and ends as soon: it is none to change to.
  const [short] = newer ? [] : later;
  const words = t.keyTools;
  const { advice, lastUsed } = old ?? {};
  const rest = () => {
    if (!old) return words.step3Done;
    if (advice?.is === 'removable') return words.step3Ready(day(advice.since));
    const busy = newer?.lastUsed !== undefined && lastUsed !== undefined && now - lastUsed < REST_MS;
    return busy ? words.step3Wait(age(lastUsed, now)) : words.step3Later;
  };
  return [
    {
      title: words.step1,
      text: newer ? words.step1Done(newer.kid) : short ? words.step1Short(short.kid) : words.step1Help,
      done: newer !== undefined,
    },
    {
      title: words.step2,
      text: newer?.lastUsed === undefined ? words.step2Help : words.step2Done(age(newer.lastUsed, now)),
      done: newer?.lastUsed !== undefined,
    },
    { title: words.step3, text: rest(), done: old === undefined },
  ];
}
