/** A resource as access management writes it (altinn-pdp.md 13.1). */
import { uuidOfText } from '../foundation/index.ts';
import { resourceUuid } from './resources.ts';
import type { LocalizedText, ResourceRecord } from './types.ts';

/** Altinn's own, the same in every environment (`ProviderTypeConstants.cs`). */
const SERVICE_OWNER = { id: '0195efb8-7c80-713e-ad96-a9896d12f444', name: 'Tjenesteeier' } as const;

/** Altinn gives these ids by chance, and nothing else is known by them. */
const idOf = (kind: string, name: string): string => uuidOfText(`${kind}:${name}`);

/** With its owner and its type. */
export function resourceJson(record: ResourceRecord, language: keyof LocalizedText = 'nb') {
  const { orgcode, organization, name } = record.hasCompetentAuthority;
  const type = { id: idOf('resource-type', record.resourceType), name: record.resourceType };
  const providerId = idOf('provider', orgcode);
  return {
    id: resourceUuid(record.identifier),
    providerId,
    typeId: type.id,
    name: record.title[language],
    description: record.description[language],
    refId: record.identifier,
    provider: {
      id: providerId,
      name: name?.[language] ?? orgcode,
      refId: organization,
      logoUrl: null,
      code: orgcode,
      typeId: SERVICE_OWNER.id,
      type: SERVICE_OWNER,
    },
    type,
  };
}
