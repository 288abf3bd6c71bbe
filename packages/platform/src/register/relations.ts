/**
 * Who holds what for whom: pure rules over rows of the register (altinn-pdp.md 14).
 *
 * - Sub-units: a role in the main unit counts for the sub-unit.
 * - Key roles: who holds a key role in organisation B gets what B holds for A; one step, never two.
 * - `privatperson`: everyone for oneself.
 * - Sole proprietorships: who keeps the books or audits for one does it for its owner as a person too.
 * - Altinn 2 roles follow from others by the role map.
 */
import { lastPartOf } from '../foundation/index.ts';
import type { Catalogue } from './catalogue.ts';
import type { HeldRole, Party } from './types.ts';

/** What someone holds for a party, with the organisation form of the party for which the role is registered. */
export interface Holding {
  readonly role: string;
  readonly form: string | undefined;
}

/** The roles that count for the owner of a sole proprietorship too (altinn-pdp.md 14.2). */
export const FOR_OWNER_TOO: ReadonlySet<string> = new Set([
  'urn:altinn:external-role:ccr:regnskapsforer',
  'urn:altinn:external-role:ccr:revisor',
  'urn:altinn:rolecode:a0237',
  'urn:altinn:rolecode:a0238',
  'urn:altinn:rolecode:a0239',
  'urn:altinn:rolecode:a0240',
  'urn:altinn:rolecode:a0241',
]);

/** After its deletion, a sole proprietorship counts for its owner for so long (`ConnectionBaseQueryBuilder.cs`). */
const KEPT_YEARS = 2;

/** Of the sole proprietorships that are deleted, those count that were after this moment. @param now both in ms */
export function keptSince(now: number): number {
  const since = new Date(now);
  return since.setUTCFullYear(since.getUTCFullYear() - KEPT_YEARS);
}

const PRIVATE_PERSON = 'urn:altinn:role:privatperson';

/** The holdings of `holder` for `of`, from the rows of `of`, its main unit, and the sole proprietorships that it owns. */
export function holdings(
  holder: Party,
  of: Party,
  main: Party | undefined,
  rows: readonly { readonly of_uuid: string; readonly role: string }[],
): readonly Holding[] {
  const found = rows.map((row) => ({ role: row.role, form: row.of_uuid === main?.uuid ? main.form : of.form }));
  const oneself = holder.uuid === of.uuid && holder.personNumber !== undefined && !holder.isDeleted;
  return oneself ? [...found, { role: PRIVATE_PERSON, form: undefined }] : found;
}

/** One role as the PIP tells of it; undefined for one that the catalogue does not know. */
export function heldRole(catalogue: Catalogue, urn: string): HeldRole | undefined {
  const role = catalogue.role(urn);
  if (!role) return undefined;
  const code = (role.legacyUrn ? lastPartOf(role.legacyUrn) : lastPartOf(role.urn)).toLowerCase();
  return { urn: role.urn, code, ...(role.legacyUrn ? { legacyUrn: role.legacyUrn } : {}) };
}

/** Every role once: those held, then the Altinn 2 roles that follow from them. */
export function rolesFrom(catalogue: Catalogue, held: readonly Holding[]): readonly HeldRole[] {
  const byUrn = new Map<string, HeldRole>();
  const add = (urn: string) => {
    const role = byUrn.has(urn) ? undefined : heldRole(catalogue, urn);
    if (role) byUrn.set(urn, role);
  };
  for (const { role } of held) add(role);
  for (const { role } of held) for (const legacy of catalogue.legacyRolesOf(role)) add(legacy.urn);
  return [...byUrn.values()];
}

/** The packages that the holdings give access to, or may be passed on. */
export function packagesFrom(
  catalogue: Catalogue,
  held: readonly Holding[],
  right: 'hasAccess' | 'canDelegate',
): readonly string[] {
  const urns = new Set<string>();
  for (const { role, form } of held)
    for (const row of catalogue.packagesOf(role, form)) if (row[right]) urns.add(row.package);
  return [...urns];
}
