import { Button, Card, Field, Heading, Label, Paragraph, Select } from '@digdir/designsystemet-react';
import { CheckmarkCircleFillIcon, CircleIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { type PlatformSetup, useMakeScopes, useOperatedOrganizations, usePlatformSetup } from '../api/operator.ts';
import { Command } from '../components/command.tsx';
import { Failure, NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useSay } from '../components/status.tsx';
import { NEW_ORGANIZATION } from './places.ts';
import { useTexts } from './words.ts';

const STEPS = ['operator', 'organization', 'platformScopes', 'prefix', 'scope', 'client', 'token'] as const;
type Step = (typeof STEPS)[number];

/** The platform's own prefixes are nobody's choice. */
const OWN: ReadonlySet<string> = new Set(['altinn', 'idporten', 'portvakt']);

const isDone = (step: Step, setup: PlatformSetup): boolean =>
  ({
    // Who sees this is one.
    operator: true,
    organization: setup.organizations > 0,
    platformScopes: setup.missingScopes.length === 0,
    prefix: setup.prefixes.some(({ prefix }) => !OWN.has(prefix)),
    scope: setup.ownScopes > 0,
    client: setup.keys > 0,
    token: setup.issued,
  })[step];

/** How far the set-up has come, and what to do next. */
export function StepsPart() {
  const { t } = useTexts();
  const setup = usePlatformSetup();
  if (setup.isPending) return <Loading />;
  if (setup.isLoadingError) return <NotLoaded what="setup" error={setup.error} retry={setup.refetch} />;
  const words = t.operator.steps;
  const next = STEPS.find((step) => !isDone(step, setup.data));
  if (next === undefined)
    return (
      <Paragraph className="row whole set-up">
        <CheckmarkCircleFillIcon aria-hidden className="icon small" />
        {words.all}
      </Paragraph>
    );
  return (
    <Card data-color="neutral" className="guide">
      <Heading level={2} data-size="xs">
        {words.title}
      </Heading>
      <meter
        className="progress"
        min={0}
        max={STEPS.length}
        value={STEPS.filter((step) => isDone(step, setup.data)).length}
        aria-label={words.title}
      />
      <div className="guide-parts">
        <ol className="guide-steps">
          {STEPS.map((step) => (
            <li
              key={step}
              data-done={isDone(step, setup.data)}
              {...(step === next && { 'aria-current': 'step' as const })}
            >
              {isDone(step, setup.data) ? (
                <CheckmarkCircleFillIcon aria-hidden className="icon small" />
              ) : (
                <CircleIcon aria-hidden className="icon small" />
              )}
              <span>
                {words[step]}
                <span className="ds-sr-only"> {isDone(step, setup.data) ? words.done : words.undone}</span>
              </span>
            </li>
          ))}
        </ol>
        <div className="guide-next" data-color="accent">
          <Next step={next} setup={setup.data} />
        </div>
      </div>
    </Card>
  );
}

const TOKEN = 'npx portvakt token --client-id <client_id> --key <key> --scope <scope>';

function Next({ step, setup }: { readonly step: Step; readonly setup: PlatformSetup }) {
  const { t } = useTexts();
  const words = t.operator.steps;
  return (
    <div className="stack tight">
      <Heading level={3} data-size="2xs">
        {words.next(words[step])}
      </Heading>
      <Paragraph data-size="sm">{words.how[step]}</Paragraph>
      {(step === 'organization' || step === 'prefix') && (
        <Go to={NEW_ORGANIZATION} name={t.operator.organizations.new} />
      )}
      {step === 'platformScopes' && <MakeScopes setup={setup} />}
      {step === 'scope' && <Go to="/scopes" name={words.toScopes} />}
      {step === 'client' && <Go to="/clients" name={words.toClients} />}
      {step === 'token' && <Command of={TOKEN} label={words.token} />}
    </div>
  );
}

const Go = ({ to, name }: { readonly to: string; readonly name: string }) => (
  <div className="row">
    <Button asChild data-size="sm">
      <RouterLink to={to}>{name}</RouterLink>
    </Button>
  </div>
);

function MakeScopes({ setup }: { readonly setup: PlatformSetup }) {
  const { t } = useTexts();
  const say = useSay();
  const make = useMakeScopes();
  const organizations = useOperatedOrganizations(setup.organization ?? '');
  const [chosen, setChosen] = useState('');
  const words = t.operator.scopes;
  const all = organizations.data ?? [];
  const owner = chosen !== '' ? chosen : (all[0]?.number ?? '');
  const send = () =>
    make.mutateAsync(owner).then(
      () => say(words.done),
      // The mutation keeps the error, and it is shown.
      () => undefined,
    );
  return (
    <>
      <Paragraph data-size="sm">{words.missing(setup.missingScopes.length)}</Paragraph>
      <Field>
        <Label htmlFor="scopes-owner">{words.owner}</Label>
        <Select id="scopes-owner" value={owner} onChange={({ target }) => setChosen(target.value)}>
          {all.map(({ number, name }) => (
            <Select.Option key={number} value={number}>
              {name}
            </Select.Option>
          ))}
        </Select>
      </Field>
      {make.isError && <Failure error={make.error} />}
      <div className="row">
        <Button data-size="sm" loading={make.isPending} disabled={owner === ''} onClick={() => void send()}>
          {words.make}
        </Button>
      </div>
    </>
  );
}
