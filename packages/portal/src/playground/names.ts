import { useResource } from '../api/altinn.ts';
import { useFoundParties } from '../api/authorization.ts';
import { useSession } from '../api/session.ts';
import type { FoundParty } from '../api/types.ts';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { wordsOf } from '../system-users/words.ts';
import { useTexts } from '../texts/index.tsx';
import type { Names, Question } from './question.ts';

/** The sandbox's person of a user number; undefined when there is none, or no sandbox. */
export const usePersonOf = ({ kind, subject }: Question): FoundParty | undefined =>
  useFoundParties('person', kind === 'user' ? subject : '').data?.find(
    ({ userId }) => kind === 'user' && String(userId) === subject,
  );

function useOrganizationName(number: string): string | undefined {
  const { organizations } = useOrganizations();
  const found = useFoundParties('organization', number).data;
  return (
    organizations.find((one) => one.number === number)?.name ??
    found?.find(({ organizationNumber }) => organizationNumber === number)?.name
  );
}

/** What those whom a question names are called. */
export function useQuestionNames(question: Question): Names {
  const { language } = useTexts();
  const profile = useSession().data;
  const person = usePersonOf(question)?.name;
  const asking = useOrganizationName(question.kind === 'organization' ? question.subject : '');
  const self = question.kind === 'user' && String(profile?.userId) === question.subject;
  return {
    subject: self ? profile?.party.name : (person ?? asking),
    party: useOrganizationName(question.party),
    resource: wordsOf(useResource(question.resource).data?.title, language),
  };
}
