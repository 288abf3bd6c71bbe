/** The forms of the look-ups and overviews of the portal (maskinporten.md 6.2). */
import { Type } from 'typebox';
import { OrganizationNumber } from './schemas.ts';

const Text = Type.String();
const Time = Type.String({ format: 'date-time' });

/** `lastUpdated` is what the OpenAPI document of Digdir has, `last_updated` what it gives. */
export const DelegationSource = Type.Object({
  issuer: Text,
  name: Text,
  created: Time,
  last_updated: Time,
  lastUpdated: Time,
});

export const Organization = Type.Object({ orgnr: OrganizationNumber, orgno: OrganizationNumber, name: Text });

export const Integration = Type.Object({
  id: Text,
  description: Text,
  customer_organization_number: OrganizationNumber,
  supplier_organization_number: Type.Optional(OrganizationNumber),
  integration_type: Text,
  active: Type.Boolean(),
  created: Time,
  last_updated: Time,
});

export const ApiProvider = Type.Object({
  customer_organization_number: OrganizationNumber,
  prefix: Type.Array(Text),
  consumer_count: Type.Integer(),
});

export const PortalUser = Type.Object({
  authenticated_organization_number: OrganizationNumber,
  authenticated_organization_name: Text,
  is_synthetic_organization_number: Type.Boolean(),
  has_consented: Type.Boolean(),
});

export const ChosenOrganization = Type.Object({ orgno: OrganizationNumber });
