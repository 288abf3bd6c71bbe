import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { readAnew } from '../api/anew.ts';
import { useIssuer } from '../api/metadata.ts';
import { OVERVIEW } from '../api/portal.ts';
import { useKeys } from '../api/selfservice.ts';
import type { Client } from '../api/types.ts';
import { lackingOf, useKnownScopes } from '../clients/known-scopes.ts';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { attempt, type Step } from './attempt.ts';
import { Samples } from './samples-view.tsx';
import { StepsView } from './steps-view.tsx';
import { useTexts } from './words.ts';
import './try-it.css';
import { TryForm, type TryWish } from './try-form.tsx';

/** What the tab is called. */
export const TryName = () => useTexts().t.tryIt.tab;

/** Tries a client: a grant made here with a key file of one's own, and the same as commands and programs. */
export function TryTab({ organization, client }: { readonly organization: string; readonly client: Client }) {
  const { t } = useTexts();
  const [query] = useSearchParams();
  const queries = useQueryClient();
  const issuer = useIssuer();
  const keys = useKeys(organization, client.client_id);
  const [steps, setSteps] = useState<readonly Step[]>([]);
  const [running, setRunning] = useState(false);
  const scopes = client.scopes ?? [];
  const { known, pending } = useKnownScopes(organization);
  const lacking = lackingOf(scopes, known);
  const wanted = (query.get('scope') ?? '').split(' ');
  const asked = scopes.filter((scope) => wanted.includes(scope));
  const granted = scopes.filter((scope) => !lacking.includes(scope));
  // What is refused for sure is no way to begin.
  const first = asked.length > 0 ? asked : granted.slice(0, FIRST_SCOPES);
  const [ticked, setTicked] = useState<readonly string[]>();
  const chosen = ticked ?? first;
  if (issuer.isLoadingError)
    return <NotLoaded what="addressOfMaskinporten" error={issuer.error} retry={issuer.refetch} />;
  if (keys.isLoadingError) return <NotLoaded what="keys" error={keys.error} retry={keys.refetch} />;
  if (issuer.isPending || keys.isPending || (pending && asked.length === 0)) return <Loading as="form" />;
  const run = async (wish: TryWish) => {
    setSteps([]);
    setRunning(true);
    try {
      await attempt(
        { ...wish, organization, clientId: client.client_id, issuer: issuer.data, scopes: chosen },
        (step) => setSteps((before) => [...before, step]),
      );
    } finally {
      setRunning(false);
    }
    // The client has been used just now, as its tag and its keys then say.
    await readAnew(queries, [...OVERVIEW, organization], ['key-use', organization]);
  };
  return (
    <div className="stack">
      <div className="try">
        <section className="stack tight">
          <Heading level={2} data-size="xs">
            {t.tryIt.title}
          </Heading>
          <Paragraph>{t.tryIt.lead}</Paragraph>
          <TryForm
            organization={organization}
            scopes={scopes}
            chosen={chosen}
            lacking={lacking}
            onChoose={setTicked}
            keys={keys.data}
            running={running}
            onRun={run}
          />
        </section>
        <StepsView
          steps={steps}
          running={running}
          organization={organization}
          clientId={client.client_id}
          ownerOf={(scope) => known?.get(scope)?.owner}
        />
      </div>
      <Samples
        of={{
          issuer: issuer.data,
          base: issuer.data.replace(/\/maskinporten\/$/, ''),
          clientId: client.client_id,
          kid: keys.data.at(-1)?.kid ?? '<kid>',
          scopes: chosen.length > 0 ? chosen : ['<scope>'],
        }}
      />
    </div>
  );
}

/** Asked for to begin with. */
const FIRST_SCOPES = 5;
