import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/http.ts';
import { useEnvironment } from '../api/portal.ts';
import type { Client, ClientKey } from '../api/types.ts';
import { refusalWords } from '../clients/log-words.ts';
import { now } from '../clock.ts';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import type { OwnKey } from '../try-it/key-file.ts';
import { clientFindings } from './client-findings.ts';
import { type Examined, examined } from './examined.ts';
import { readFacts, systemOf } from './facts.ts';
import { graver, STEPS, skip } from './finding.ts';
import { type Checked, StepList, Verdict } from './findings-view.tsx';
import { withOwners } from './owners.ts';
import { systemFindings } from './system-findings.ts';
import { NO_WISH, type Wish } from './wish.ts';
import { WishForm } from './wish-form.tsx';
import { useTexts } from './words.ts';
import '../try-it/try-it.css';
import './diagnosis.css';

interface Props {
  readonly organization: string;
  readonly client: Client;
}

interface Asked {
  readonly wish: Wish;
  /** A key that has been opened is used when somebody asks, and not before. */
  readonly key: OwnKey | undefined;
  /** How often somebody has asked. */
  readonly turn: number;
}

/** "Why does my client not work?": what the platform knows of it, and with a key file of one's own what a token shows. */
export function DiagnosisTab({ organization, client }: Props) {
  const { t } = useTexts();
  const [asked, setAsked] = useState<Asked>({ wish: NO_WISH, key: undefined, turn: 0 });
  const [key, setKey] = useState<OwnKey>();
  const checked = useCheck({ organization, client }, asked);
  return (
    <div className="stack">
      <div className="stack tight">
        <Heading level={2} data-size="xs">
          {t.diagnosis.title}
        </Heading>
        <Paragraph className="prose">{t.diagnosis.lead}</Paragraph>
      </div>
      <div className="stack" aria-live="polite" aria-busy={checked.isFetching}>
        {checked.isPending && <Loading as="verdict" />}
        {checked.isError && <NotLoaded what="diagnosis" error={checked.error} retry={checked.refetch} />}
        {checked.data && <Verdict of={checked.data} />}
      </div>
      <div className="try">
        <WishForm
          clientId={client.client_id}
          keyName={key && (key.kid ?? 'PEM')}
          onKeys={(keys) => setKey(keys.at(-1))}
          busy={checked.isFetching}
          isSeen={asked.turn > 0 && checked.isSuccess && !checked.isFetching}
          onLook={(wish) => setAsked(({ turn }) => ({ wish, key, turn: turn + 1 }))}
        />
        <div className="stack try-steps">{checked.data && <StepList of={checked.data} />}</div>
      </div>
    </div>
  );
}

/** Looks when the tab is opened and each time somebody asks: nothing is kept, for what was wrong may be mended. */
function useCheck({ organization, client }: Props, { wish, key, turn }: Asked) {
  const { t, language, moment, duration } = useTexts();
  const { client_id: clientId } = client;
  const isSandbox = useEnvironment().data?.mode === 'sandbox';
  return useQuery({
    queryKey: ['diagnosis', organization, clientId, wish, turn, language, isSandbox],
    gcTime: 0,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Checked> => {
      const facts = await readFacts({ organization, clientId }, wish, signal);
      const own = [
        ...clientFindings(facts, wish, now(), { refusal: (one) => refusalWords(one, t, { moment, duration }), moment }),
        ...systemFindings(facts, wish),
      ];
      const named = await withOwners(own, facts, { organization, isSandbox }, t);
      const tried = key && (await withKey({ organization, client: facts.client, wish, key }, facts.keys));
      const unseen = STEPS.map((step) => skip(step, 'key'));
      return {
        findings: graver(tried ? graver(named, tried) : named, unseen),
        clientId,
        systemId: facts.systems && systemOf(facts.systems, clientId)?.id,
        resource: wish.resource,
        isWhole: tried !== undefined,
      };
    },
  });
}

/** With the kid that the file has, for a program would sign with that. PEM has none. */
async function withKey(what: Omit<Examined, 'issuer' | 'kid'>, registered: readonly ClientKey[] = []) {
  const { issuer } = await call('GET /maskinporten/.well-known/oauth-authorization-server');
  const { kid, modulus } = what.key;
  const known = registered.find(({ n }) => n === modulus) ?? registered.at(-1);
  return examined({ ...what, issuer, kid: kid ?? known?.kid ?? 'kid' });
}
