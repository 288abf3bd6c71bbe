import { Card, Heading, Paragraph } from '@digdir/designsystemet-react';
import { FIXED } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { Facts } from '../components/facts.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { useTexts } from '../texts/index.tsx';

/** What is the same for every Maskinporten client, and why (maskinporten.md 7). */
export function FixedSettings({ client }: { readonly client?: Client }) {
  const { t } = useTexts();
  const { client: words, clientDesk } = t;
  const supplier = client?.supplier_orgno;
  return (
    <Card data-color="neutral" className="stack tight">
      <Heading level={2} data-size="xs">
        {words.fixed}
      </Heading>
      <Paragraph data-size="sm">{words.fixedHelp}</Paragraph>
      <Facts
        of={[
          setting(clientDesk.integrationType, 'Maskinporten', clientDesk.integrationTypeHelp),
          setting(words.applicationType, FIXED.application_type, clientDesk.applicationTypeHelp),
          setting(words.authMethod, FIXED.token_endpoint_auth_method, clientDesk.authMethodHelp),
          setting(words.grantType, FIXED.grant_types[0], clientDesk.grantTypeHelp),
          ...(supplier === undefined ? [] : [setting(clientDesk.supplier, grouped(supplier), clientDesk.supplierHelp)]),
        ]}
      />
    </Card>
  );
}

const setting = (name: string, value: string, help: string) =>
  [
    name,
    <span key={name} className="stack-lines">
      <code className="long">{value}</code>
      <span className="subtle">{help}</span>
    </span>,
  ] as const;
