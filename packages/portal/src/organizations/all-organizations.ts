import { useFoundParties } from '../api/authorization.ts';
import { type Choice, fitting, together } from '../components/choices.ts';
import { useOrganizations } from './organization-context.tsx';
import { grouped } from './organization-number.ts';

/** Organisations that fit what is written, and whether they could not be had: those that one may act for first, then the sandbox's. */
export function useAllOrganizations(written: string): {
  readonly choices: readonly Choice[];
  readonly failed: boolean;
} {
  const { organizations } = useOrganizations();
  const { data: found = [], isError: failed } = useFoundParties('organization', written);
  const choice = (number: string, name: string) => ({ value: number, label: name, detail: grouped(number) });
  const own = organizations.map(({ name, number }) => choice(number, name));
  const choices = together(
    fitting(own, written),
    found.map(({ name, organizationNumber = '' }) => choice(organizationNumber, name)),
  );
  return { choices, failed };
}
