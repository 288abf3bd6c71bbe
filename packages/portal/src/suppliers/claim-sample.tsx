import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useIssuer } from '../api/metadata.ts';
import type { Held } from './held.ts';
import { useTexts } from './words.ts';
import '../try-it/try-it.css';

/** What the client signs when it asks for a token for a consumer, with one of them as the example. */
export function ClaimSample({ of: { number, scopes } }: { readonly of: Held }) {
  const { t } = useTexts();
  const issuer = useIssuer().data;
  const words = t.suppliers.received;
  if (issuer === undefined) return null;
  const claims = { iss: words.clientId, aud: issuer, scope: scopes.join(' '), consumer_org: number };
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {words.sampleTitle}
      </Heading>
      <Paragraph className="prose">{words.sampleLead}</Paragraph>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="sample" tabIndex={0} lang="en" data-testid="claim-sample">
        {JSON.stringify(claims, null, 2)}
      </pre>
    </section>
  );
}
