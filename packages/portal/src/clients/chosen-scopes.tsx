import { Button, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { XMarkIcon } from '@navikt/aksel-icons';
import { useId } from 'react';
import { ScopeName } from '../components/scope-name.tsx';
import { NoAccess } from './no-access.tsx';
import type { ScopeChange, ScopeChoice } from './scope-choice.ts';
import { useTexts } from './words.ts';

/** What is chosen, whatever the search and the filter leave of the list beside it; and what will go. */
export function ChosenScopes(props: {
  readonly organization: string;
  readonly chosen: readonly string[];
  /** Undefined as long as it is not known which scopes there are. */
  readonly known: ReadonlyMap<string, ScopeChoice> | undefined;
  readonly change: ScopeChange;
  readonly onTick: (name: string, on: boolean) => void;
}) {
  const { t } = useTexts();
  const heading = useId();
  const { chosen, known, change, onTick } = props;
  return (
    <section className="stack tight chosen-pane" aria-labelledby={heading}>
      <Heading level={3} data-size="2xs" id={heading}>
        {t.scopeDesk.chosen} <span className="number subtle">{chosen.length}</span>
      </Heading>
      {chosen.length === 0 && <Paragraph className="subtle">{t.scopeDesk.nothing}</Paragraph>}
      <ul className="plain lines">
        {chosen.map((name) => (
          <li key={name}>
            <div className="stack-lines">
              <span>
                <ScopeName of={name} />{' '}
                {change.added.includes(name) && (
                  <Tag data-size="sm" data-color="info">
                    {t.scopeDesk.isNew}
                  </Tag>
                )}
              </span>
              {known && !known.get(name)?.access && (
                <NoAccess organization={props.organization} scope={name} choice={known.get(name)} />
              )}
            </div>
            <Button
              type="button"
              variant="tertiary"
              data-color="neutral"
              data-size="sm"
              icon
              aria-label={t.scopePicker.removeLabel(name)}
              onClick={() => onTick(name, false)}
            >
              <XMarkIcon aria-hidden className="icon" />
            </Button>
          </li>
        ))}
        {change.removed.map((name) => (
          <li key={name}>
            <span className="long subtle">
              <s>
                <ScopeName of={name} />
              </s>{' '}
              <Tag data-size="sm" data-color="neutral">
                {t.scopeDesk.goes}
              </Tag>
            </span>
            <Button
              type="button"
              variant="tertiary"
              data-size="sm"
              aria-label={t.scopeDesk.keepLabel(name)}
              onClick={() => onTick(name, true)}
            >
              {t.scopeDesk.keep}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
