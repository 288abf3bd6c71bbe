import { Details, Paragraph } from '@digdir/designsystemet-react';
import { useEnvironment } from '../api/portal.ts';
import { useOrganizationName } from '../api/selfservice.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { GoOnAsOwner, whoActsFor } from '../components/go-on-as.tsx';
import { State } from '../components/state.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import type { ScopeChoice } from './scope-choice.ts';
import { useTexts } from './words.ts';

/** Why a scope gives no token yet, and how to get there. */
export function NoAccess(props: {
  readonly organization: string;
  readonly scope: string;
  /** Undefined when there is no such scope. */
  readonly choice: ScopeChoice | undefined;
}) {
  const { t } = useTexts();
  const { organization, scope, choice } = props;
  const owner = useOrganizationName(choice?.owner ?? '', organization).data ?? grouped(choice?.owner ?? '');
  const person = choice && whoActsFor(choice.owner);
  const isSandbox = useEnvironment().data?.mode === 'sandbox';
  if (!choice)
    return (
      <div className="stack tight">
        <div>
          <State kind="bad">{t.scopePicker.noAccess}</State>
        </div>
        <Paragraph data-size="sm">{t.scopeDesk.unknown}</Paragraph>
      </div>
    );
  return (
    <div>
      <State kind="bad">{t.scopePicker.noAccess}</State>
      <Paragraph data-size="sm" className="long">
        {t.scopeDesk.owner(isolated(owner))}
      </Paragraph>
      <Details data-size="sm" className="plain-fold">
        <Details.Summary aria-label={t.scopeDesk.whyOf(scope)}>{t.scopeDesk.toGetAccess}</Details.Summary>
        <Details.Content>
          <div className="stack tight">
            <Paragraph className="long">{t.scopeDesk.why(isolated(owner))}</Paragraph>
            <Paragraph>
              {t.scopeDesk.how} {choice.delegated && t.scopeDesk.howDelegated}
            </Paragraph>
            {isSandbox && (
              <Paragraph className="long">
                {person === undefined
                  ? t.scopeDesk.onOwnMachine(isolated(owner))
                  : t.scopeDesk.onOwnMachineAs(person, isolated(owner))}
              </Paragraph>
            )}
            <div className="row">
              <CopyButton
                text={t.scopeDesk.request(scope, organization)}
                shown={t.scopeDesk.ask}
                label={t.scopeDesk.ask}
                done={t.scopeDesk.asked}
              />
              <GoOnAsOwner owner={choice.owner} scope={scope} />
            </div>
          </div>
        </Details.Content>
      </Details>
    </div>
  );
}
