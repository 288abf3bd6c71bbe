/** The forms of the look-ups and overviews of the portal (maskinporten.md 6.2). */
import { Type } from 'typebox';
import { OrganizationNumber, organizationNumber } from './schema-parts.ts';

const Text = Type.String();
const Time = Type.String({ format: 'date-time' });

/** `lastUpdated` is what the OpenAPI document of Digdir has, `last_updated` what it gives. */
export const DelegationSource = Type.Object(
  {
    issuer: Text,
    name: Text,
    created: Time,
    last_updated: Time,
    lastUpdated: Time,
  },
  { title: 'DelegationSource' },
);

export const Organization = Type.Object(
  { orgnr: OrganizationNumber, orgno: OrganizationNumber, name: Text },
  { title: 'OrganizationName' },
);

export const Integration = Type.Object(
  {
    id: Text,
    description: Text,
    customer_organization_number: OrganizationNumber,
    supplier_organization_number: Type.Optional(OrganizationNumber),
    integration_type: Text,
    active: Type.Boolean(),
    created: Time,
    last_updated: Time,
  },
  { title: 'Integration' },
);

export const ApiProvider = Type.Object(
  {
    customer_organization_number: OrganizationNumber,
    prefix: Type.Array(Text),
    consumer_count: Type.Integer(),
  },
  { title: 'ApiProvider' },
);

export const PortalUser = Type.Object(
  {
    authenticated_organization_number: OrganizationNumber,
    authenticated_organization_name: Text,
    is_synthetic_organization_number: Type.Boolean(),
    has_consented: Type.Boolean(),
  },
  { title: 'PortalUser' },
);

export const ChosenOrganization = Type.Object({ orgno: organizationNumber('Whom the person acts for from now on') });
