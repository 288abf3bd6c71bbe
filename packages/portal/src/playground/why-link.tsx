import { Link } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { useSession } from '../api/session.ts';
import { useTexts } from '../texts/index.tsx';
import { addressOf } from './address.ts';
import { faultyFields, NO_QUESTION, type Question } from './question.ts';

/**
 * "Why?" beside a refusal that comes from a decision: leads to the playground with the question asked.
 * @param of what was asked; nothing is drawn when no whole question can be made of it
 * @param about tells screen readers which of several refusals it is
 */
export function WhyLink({ of, about }: { readonly of: Partial<Question>; readonly about?: string }) {
  const { t } = useTexts();
  const question = { ...NO_QUESTION, ...of };
  if (faultyFields(question).length > 0) return null;
  return (
    <Link asChild>
      <RouterLink to={addressOf(question)} {...(about !== undefined && { 'aria-label': `${t.asking.why} ${about}` })}>
        {t.asking.why}
      </RouterLink>
    </Link>
  );
}

/** The same for what oneself was refused: whether one may do the action to the party's resource is what was asked. */
export function WhyNotI(props: { readonly resource: string; readonly action: string; readonly party: string }) {
  const userId = useSession().data?.userId;
  return <WhyLink of={{ kind: 'user', subject: String(userId ?? ''), ...props }} />;
}
