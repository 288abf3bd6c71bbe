import { Link, Paragraph } from '@digdir/designsystemet-react';
import { Fragment } from 'react';
import { Link as RouterLink } from 'react-router';
import { useActions } from '../api/authorization.ts';
import { useActionName } from '../policies/names.ts';
import { useTexts } from '../texts/index.tsx';
import { addressOf } from './address.ts';
import type { Question } from './question.ts';

/** Where the policy knows nothing of the action: those that it knows, each as the same question. */
export function OtherActions({ question }: { readonly question: Question }) {
  const { t } = useTexts();
  const nameOf = useActionName();
  const { data: actions } = useActions(question.resource, true);
  if (actions === undefined) return null;
  if (actions.length === 0) return <Paragraph>{t.asking.noActions}</Paragraph>;
  return (
    <>
      <Paragraph>
        {t.asking.otherActions}{' '}
        {actions.map((action, place) => (
          <Fragment key={action}>
            {place > 0 && ', '}
            <Link asChild>
              <RouterLink to={addressOf({ ...question, action })}>{nameOf(action)}</RouterLink>
            </Link>
          </Fragment>
        ))}
      </Paragraph>
      <Paragraph>{t.asking.newAction}</Paragraph>
    </>
  );
}
