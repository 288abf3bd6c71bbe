import type { ClientInput } from './client-rules.ts';
import type { ClientRecord } from './model.ts';
import { invalidField, refuse } from './refusals.ts';

/** On whose behalf an operation is done. */
export interface Actor {
  readonly organization: string;
  /** May handle clients of other organisations (`idporten:dcr.supplier`). */
  readonly supplier: boolean;
  /** Comes by Altinn's own paths: administers the clients that it has made there, and no others. */
  readonly altinn?: true;
}

/** Whose client it will be (maskinporten.md 6.1, 6.2). @throws Refusal 400, 403 */
export function ownerOf(
  actor: Actor,
  input: ClientInput,
): Pick<ClientRecord, 'organization' | 'supplier' | 'managedBy'> {
  if (actor.altinn) {
    if (input.organization === undefined) throw invalidField('client_orgno', 'is required on this path');
    if (input.supplier !== undefined) throw invalidField('supplier_orgno', 'is not allowed on this path');
    return { organization: input.organization, managedBy: actor.organization };
  }
  const organization = input.organization ?? actor.organization;
  if (organization !== actor.organization && !actor.supplier)
    throw refuse(
      'client-of-other',
      `client_orgno ${organization} is another organisation than yours: that takes the scope idporten:dcr.supplier`,
    );
  const supplier = organization === actor.organization ? undefined : actor.organization;
  if (input.supplier !== undefined && input.supplier !== supplier)
    throw invalidField('supplier_orgno', 'is set by the server: your own organisation, when client_orgno is another');
  return { organization, ...(supplier === undefined ? {} : { supplier }) };
}

/** @throws Refusal 403 when the client is another organisation's */
export function requireOwner(actor: Actor, client: ClientRecord): void {
  const { clientId } = client;
  if (actor.altinn) {
    if (client.managedBy !== actor.organization)
      throw refuse('client-of-other', `the client ${clientId} is not one of Altinn's`);
  } else if (client.organization !== actor.organization) {
    if (client.supplier !== actor.organization)
      throw refuse('client-of-other', `the client ${clientId} belongs to another organisation`);
    if (!actor.supplier)
      throw refuse(
        'client-of-other',
        `the client ${clientId} is a customer's: that takes the scope idporten:dcr.supplier`,
      );
  }
}
