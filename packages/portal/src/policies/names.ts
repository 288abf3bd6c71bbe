import { useRoles } from '../api/authorization.ts';
import { useAccessPackages } from '../api/policies.ts';
import type { Choice } from '../components/choices.ts';
import { useTexts } from '../texts/index.tsx';
import { type Term, urnOf } from './policy-table.ts';

const ROLE = 'urn:altinn:rolecode';
const PACKAGE = 'urn:altinn:accesspackage';
const OWNER = 'urn:altinn:org';

/** Roles and access packages as choices, by attribute and value. */
export function useSubjectChoices(): readonly Choice[] {
  const { t } = useTexts();
  const roles = useRoles().data ?? [];
  const packages = useAccessPackages().data ?? [];
  return [
    ...roles.map(({ name, code, legacyRoleCode }) => {
      const value = (legacyRoleCode ?? code).toUpperCase();
      return { value: `${ROLE}:${value}`, label: t.playground.role(name, value) };
    }),
    ...packages.map(({ urn, name }) => ({
      value: urn,
      label: t.playground.package(name, urn.slice(PACKAGE.length + 1)),
    })),
  ].filter((one, index, all) => all.findIndex(({ value }) => value === one.value) === index);
}

/** What a policy names, in the page's language. */
export function useSubjectName(): (term: Term) => string {
  const { t } = useTexts();
  const choices = new Map(useSubjectChoices().map(({ value, label }) => [value.toLowerCase(), label]));
  return (term) => {
    if (term.id === OWNER) return t.playground.owner(term.value);
    return choices.get(urnOf(term).toLowerCase()) ?? urnOf(term);
  };
}

/** `Lese (read)`. */
export function useActionName(): (action: string) => string {
  const { t } = useTexts();
  return (action) => {
    const name = t.playground.actions[action];
    return name === undefined ? action : `${name} (${action})`;
  };
}
