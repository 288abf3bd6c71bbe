import { Button, Card, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { CheckmarkCircleFillIcon, CircleIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import type { Overview, Step } from '../api/portal.ts';
import { useClient } from '../api/selfservice.ts';
import { useSession } from '../api/session.ts';
import { Command } from '../components/command.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { isHidden, setHidden } from './hidden-guide.ts';

/**
 * The steps of the getting-started page, ticked when the platform has seen them happen. The next one says how; what is done elsewhere, in a
 * terminal, has its command. It can be put away, for this organisation, and taken out again.
 */
export function Guide(props: {
  readonly organization: string;
  readonly overview: Overview;
  /** Who is here has come for something else: one line, until it is opened. */
  readonly isAside: boolean;
}) {
  const { organization, overview, isAside } = props;
  const { t } = useTexts();
  const person = useSession().data?.userId ?? 0;
  const [hidden, setHiddenNow] = useState(() => isAside || isHidden(person, organization));
  const put = (away: boolean) => {
    setHidden(person, organization, away);
    setHiddenNow(away);
  };
  const { steps } = overview;
  const done = steps.filter((one) => one.done).length;
  const next = steps.find((one) => !one.done)?.step;
  if (hidden)
    return (
      <div className="row">
        <Button variant="tertiary" data-size="sm" onClick={() => put(false)}>
          {isAside ? t.guide.self : t.guide.show}
        </Button>
      </div>
    );
  return (
    <Card data-color="neutral" className="guide" data-testid="guide">
      <div className="row spread">
        <div className="row">
          <Heading level={2} data-size="xs">
            {t.guide.title}
          </Heading>
          <span className="number subtle">{t.guide.progress(done, steps.length)}</span>
        </div>
        <Button variant="tertiary" data-color="neutral" data-size="sm" onClick={() => put(true)}>
          {t.guide.hide}
        </Button>
      </div>
      <meter className="progress" min={0} max={steps.length} value={done} aria-label={t.guide.title} />
      <div className="guide-parts">
        <ol className="guide-steps">
          {steps.map(({ step, done: isDone }) => (
            <li
              key={step}
              data-step={step}
              data-done={isDone}
              {...(step === next && { 'aria-current': 'step' as const })}
            >
              {isDone ? (
                <CheckmarkCircleFillIcon aria-hidden className="icon small" />
              ) : (
                <CircleIcon aria-hidden className="icon small" />
              )}
              <span>
                <StepName step={step} overview={overview} isNext={step === next} />
                <span className="ds-sr-only"> {isDone ? t.guide.done : t.guide.undone}</span>
              </span>
            </li>
          ))}
        </ol>
        <div className="guide-next" data-color="accent">
          {next === undefined ? (
            <Paragraph>{t.guide.all}</Paragraph>
          ) : (
            <NextStep step={next} overview={overview} organization={organization} key={next} />
          )}
        </div>
      </div>
    </Card>
  );
}

/** The client that the steps are about: one with which they can be gone on. */
const clientOf = ({ clients }: Overview) => clients.find((one) => one.active && one.keys.length > 0) ?? clients[0];

/** Leads to where the step is taken; the next one has its own way beside the list. */
function StepName(props: { readonly step: Step; readonly overview: Overview; readonly isNext: boolean }) {
  const { t } = useTexts();
  const { name } = t.guide.steps[props.step];
  const to = placeOf(props.step, clientOf(props.overview)?.clientId);
  if (props.isNext || to === undefined) return name;
  return (
    <Link asChild data-color="neutral">
      <RouterLink to={to}>{name}</RouterLink>
    </Link>
  );
}

function placeOf(step: Step, clientId: string | undefined): string | undefined {
  if (step === 'decision') return '/playground';
  if (step === 'system' || step === 'systemUser') return '/systems';
  if ((step === 'token' || step === 'exchange') && clientId !== undefined)
    return `/clients/${pageSegment(clientId)}?tab=try`;
  return placeFor(step, clientId);
}

function NextStep(props: { readonly step: Step; readonly overview: Overview; readonly organization: string }) {
  const { step, overview, organization } = props;
  const { t } = useTexts();
  const { name, how } = t.guide.steps[step];
  const client = clientOf(overview);
  const to = placeFor(step, client?.clientId);
  const triable = client !== undefined && (step === 'token' || step === 'exchange') ? client : undefined;
  return (
    <div className="stack tight">
      <Heading level={3} data-size="2xs">
        {t.guide.next(name)}
      </Heading>
      <Paragraph data-size="sm">{how}</Paragraph>
      {step === 'key' && <Command of={MAKE_KEY} label={name} />}
      {client !== undefined && <ByCommand step={step} client={client} organization={organization} />}
      {triable && (
        <Paragraph data-size="sm">
          <Link asChild>
            <RouterLink to={`/clients/${pageSegment(triable.clientId)}?tab=try`}>{t.guide.inPortal}</RouterLink>
          </Link>
        </Paragraph>
      )}
      {to !== undefined && (
        <div className="row">
          <Button asChild data-size="sm">
            <RouterLink to={to}>{name}</RouterLink>
          </Button>
        </div>
      )}
      {step === 'decision' && (
        <Paragraph data-size="sm">
          <Link asChild>
            <RouterLink to="/playground">{t.guide.playground}</RouterLink>
          </Link>
        </Paragraph>
      )}
    </div>
  );
}

/** Where in the portal the step is taken; the others are taken by a program. */
function placeFor(step: Step, clientId: string | undefined): string | undefined {
  if (step === 'client') return '/clients/new';
  if (clientId === undefined) return undefined;
  if (step === 'scopes' || step === 'key')
    return `/clients/${pageSegment(clientId)}?tab=${step === 'key' ? 'keys' : 'scopes'}`;
  return undefined;
}

const KEY = '--key testklient';
const MAKE_KEY = 'npx altinn-jwks create testklient && npx altinn-jwks export maskinporten testklient';

/** What the commands ask for by themselves, and so have to have. */
const NEEDED: Readonly<Partial<Record<Step, readonly string[]>>> = {
  decision: ['altinn:authorization/authorize'],
  system: ['altinn:authentication/systemregister.write'],
  systemUser: ['altinn:authentication/systemuser.request.write', 'altinn:authentication/systemuser.request.read'],
};
const COMMANDS: Readonly<Partial<Record<Step, (as: string, scope: string) => string>>> = {
  token: (as, scope) => `npx portvakt token ${as} --scope ${scope}`,
  exchange: (as, scope) => `npx portvakt exchange ${as} --scope ${scope}`,
  decision: (as) =>
    `npx portvakt authorize ${as} --person 01816010027 --action read --resource-id skogdir-felling --party 310044423`,
  system: (as) => `npx portvakt systems register system.json ${as}`,
  systemUser: (as) => `npx portvakt systems request ${as}`,
};

/** The step's command for this client, which would be refused with a scope that the client has not. */
function ByCommand(props: {
  readonly step: Step;
  readonly client: Overview['clients'][number];
  readonly organization: string;
}) {
  const { step, client, organization } = props;
  const { t } = useTexts();
  const command = COMMANDS[step];
  const { data, isPending, error, refetch } = useClient(organization, client.clientId, command !== undefined);
  if (command === undefined) return null;
  if (isPending) return <Loading />;
  if (error) return <NotLoaded what="client" error={error} retry={refetch} />;
  const own = data.scopes ?? [];
  const scope = own.find((one) => one.startsWith('altinn:')) ?? own[0];
  const lacking = NEEDED[step]?.find((one) => !own.includes(one));
  if (scope === undefined || lacking !== undefined)
    return (
      <Paragraph data-size="sm">
        {t.guide.lacks(isolated(client.name), lacking)}{' '}
        <Link asChild>
          <RouterLink to={`/clients/${pageSegment(client.clientId)}?tab=scopes`}>
            {t.guide.steps.scopes.name}
          </RouterLink>
        </Link>
      </Paragraph>
    );
  return (
    <>
      <Command of={command(`--client-id ${client.clientId} ${KEY}`, scope)} label={t.guide.steps[step].name} />
      <Paragraph data-size="sm">{t.guide.run(isolated(client.name))}</Paragraph>
    </>
  );
}
