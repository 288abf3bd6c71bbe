import { Alert, Button, Details, Heading, Paragraph } from '@digdir/designsystemet-react';
import { Fragment, useId } from 'react';
import type { PolicyEffect, Tried } from '../api/types.ts';
import { Dialog } from '../components/dialog.tsx';
import { Loading } from '../components/loading.tsx';
import { Coverage } from './coverage.tsx';
import { EffectList } from './effect-list.tsx';
import { lineDiff } from './line-diff.ts';
import { useTexts } from './words.ts';
import { PolicyFailure } from './xml-tab.tsx';

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;

/** What saving would change, line by line, and what the tests say of it. */
export function ReviewDialog(props: {
  readonly before: string;
  readonly after: string;
  /** How many tests fail, and how many there are. */
  readonly failing: number;
  readonly tests: number;
  /** Of the saved tests: which rules they reach. */
  readonly tried: Tried | undefined;
  /** What the change does; undefined until it is known. */
  readonly effect: PolicyEffect | undefined;
  readonly effectError: unknown;
  readonly busy: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTexts();
  const heading = useId();
  const lines = lineDiff(props.before, props.after);
  const { failing, tests } = props;
  return (
    <Dialog open onClose={props.onClose} closeButton={t.common.close} aria-labelledby={heading} className="wide">
      <div className="stack">
        <Heading level={2} data-size="sm" id={heading}>
          {t.policy.reviewTitle}
        </Heading>
        {failing > 0 && <Alert data-color="warning">{t.policy.failing(failing)}</Alert>}
        {failing === 0 && tests > 0 && <Paragraph>{t.policy.passing(tests)}</Paragraph>}
        {tests > 0 && props.tried && <Coverage of={props.tried} />}
        {props.effect && <EffectList effect={props.effect} />}
        {!props.effect && (props.effectError ? <PolicyFailure error={props.effectError} /> : <Loading />)}
        <Details>
          <Details.Summary>{t.effect.text}</Details.Summary>
          <Details.Content>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <pre className="policy diff" tabIndex={0}>
              {lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name and never change places
                <Fragment key={index}>
                  {line === undefined ? (
                    <span className="left-out">
                      <span aria-hidden="true">…</span>
                      <span className="ds-sr-only">{t.policy.leftOut}</span>
                    </span>
                  ) : (
                    <span className={line.kind}>
                      {line.kind !== 'same' && (
                        <span className="ds-sr-only">
                          {line.kind === 'added' ? t.policy.addedLine : t.policy.removedLine}:{' '}
                        </span>
                      )}
                      <span aria-hidden="true">{SIGNS[line.kind]} </span>
                      {line.text}
                    </span>
                  )}
                  {'\n'}
                </Fragment>
              ))}
            </pre>
          </Details.Content>
        </Details>
        <div className="row">
          <Button loading={props.busy} onClick={props.onSave}>
            {t.policy.save}
          </Button>
          <Button variant="secondary" onClick={props.onClose}>
            {t.common.cancel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
