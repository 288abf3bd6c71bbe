import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useIssuer } from '../api/metadata.ts';
import { now } from '../clock.ts';
import { CodeText } from '../components/code-text.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import type { Held } from './held.ts';
import { useTexts } from './words.ts';
import '../try-it/try-it.css';

/** What the client signs when it asks for a token for a consumer, with one of them as the example. */
export function ClaimSample({ of: { number, scopes } }: { readonly of: Pick<Held, 'number' | 'scopes'> }) {
  const { t } = useTexts();
  const issuer = useIssuer().data;
  const words = t.suppliers.received;
  // As long as a grant may live at most.
  const [once] = useState(() => {
    const iat = Math.floor(now() / 1000);
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return { iat, exp: iat + 120, jti: Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('') };
  });
  if (issuer === undefined) return null;
  const claims = { iss: words.clientId, aud: issuer, scope: scopes.join(' '), consumer_org: number, ...once };
  const text = JSON.stringify(claims, null, 2);
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {words.sampleTitle}
      </Heading>
      <Paragraph className="prose">{words.sampleLead}</Paragraph>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="sample" tabIndex={0} lang="en" data-testid="claim-sample">
        <CodeText of={text} />
      </pre>
      <div className="row">
        <CopyButton text={text} shown={words.copySample} label={words.copySample} />
      </div>
    </section>
  );
}
