import { Details, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { CheckmarkCircleFillIcon, XMarkOctagonFillIcon } from '@navikt/aksel-icons';
import { useEffect, useRef, useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { useOrganizationName } from '../api/selfservice.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Empty } from '../components/empty.tsx';
import { Loading } from '../components/loading.tsx';
import { Verbatim } from '../components/verbatim.tsx';
import { duration, whyOf } from '../live-log/row-words.ts';
import { grouped } from '../organizations/organization-number.ts';
import { isolated } from '../texts/names.ts';
import type { Made, Refused, Step } from './attempt.ts';
import { decoded } from './decode.ts';
import { type Texts, useTexts } from './words.ts';

/** What begins lower than this part of the window is not seen. */
const SEEN = 0.6;

interface OfClient {
  readonly organization: string;
  readonly clientId: string;
  /** Organisation number of whose scope it is, where that is known. */
  readonly ownerOf: (scope: string) => string | undefined;
}

/** The steps of an attempt, as they are taken. */
export function StepsView(props: OfClient & { readonly steps: readonly Step[]; readonly running: boolean }) {
  const { steps, running, ...of } = props;
  const { t, language } = useTexts();
  const nothing = steps.length === 0 && !running;
  const box = useRef<HTMLElement>(null);
  // Below the form, in a narrow window, nobody who has pressed its button would see that something comes.
  useEffect(() => {
    const view = box.current;
    if (running && view && view.getBoundingClientRect().top > window.innerHeight * SEEN) view.scrollIntoView();
  }, [running]);
  return (
    <section aria-live="polite" className="stack tight try-steps in-sight" ref={box}>
      {nothing && <Empty title={t.tryIt.beforeTitle} text={t.tryIt.before} />}
      <ol className="plain stack tight">
        {steps.map((step) => {
          const bad = step.is === 'refused';
          return (
            <li key={step.name} data-testid={`step-${step.name}`} data-is={step.is}>
              <div data-color={bad ? 'danger' : 'neutral'} className="stack tight try-card">
                <div className="row spread">
                  <Heading level={3} data-size="2xs" className="row try-step">
                    {bad ? (
                      <XMarkOctagonFillIcon aria-hidden className="icon" />
                    ) : (
                      <CheckmarkCircleFillIcon aria-hidden data-color="success" className="icon" />
                    )}
                    {bad ? t.tryIt.failedSteps[step.name] : t.tryIt.steps[step.name]}
                  </Heading>
                  <span className="number subtle">{duration(step.ms, language)}</span>
                </div>
                {step.is === 'made' && <Token of={step} isLast={step === steps.at(-1)} />}
                {step.is === 'refused' && <Refusal step={step} {...of} />}
                {step.is === 'decided' && (
                  <>
                    <Paragraph>
                      <strong>{step.decision}</strong> –{' '}
                      {step.decision === 'Permit' ? t.tryIt.permitted : t.tryIt.notPermitted}
                    </Paragraph>
                    <Verbatim title={t.tryIt.verbatim}>
                      <code className="long">{step.answer}</code>
                    </Verbatim>
                  </>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {running && <Loading />}
    </section>
  );
}

const wordFor = (claim: string, t: Texts): string | undefined => {
  const words: Readonly<Record<string, string>> = t.tryIt.words;
  return Object.hasOwn(words, claim) ? words[claim] : undefined;
};

const TIMES: ReadonlySet<string> = new Set(['iat', 'exp', 'nbf']);

/** A token taken apart, with words beside each of its claims. */
function Token({ of: { token }, isLast }: { readonly of: Made; readonly isLast: boolean }) {
  const { t } = useTexts();
  const parts = decoded(token);
  return (
    <>
      {parts && <Claims title={t.tryIt.claims} of={parts.claims} open={isLast} />}
      {parts && <Claims title={t.tryIt.header} of={parts.header} />}
      <Whole token={token} />
    </>
  );
}

function Claims(props: {
  readonly title: string;
  readonly of: Readonly<Record<string, unknown>>;
  readonly open?: boolean;
}) {
  const { title, of, open = false } = props;
  const { t, second } = useTexts();
  const [toggled, setToggled] = useState<boolean>();
  const shown = toggled ?? open;
  const textOf = (name: string, value: unknown): string => {
    if (TIMES.has(name) && typeof value === 'number') return `${value} (${second(value * 1000)})`;
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return (
    <Details data-size="sm" open={shown} onToggle={() => setToggled(!shown)}>
      <Details.Summary>{title}</Details.Summary>
      <Details.Content>
        <dl className="try-claims">
          {Object.entries(of).map(([name, value]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
                {wordFor(name, t) !== undefined && <span className="subtle"> {wordFor(name, t)}</span>}
              </dt>
              <dd className="long">{textOf(name, value)}</dd>
            </div>
          ))}
        </dl>
      </Details.Content>
    </Details>
  );
}

function Whole({ token }: { readonly token: string }) {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <Details data-size="sm" open={open} onToggle={() => setOpen(!open)}>
      <Details.Summary>{t.tryIt.whole}</Details.Summary>
      <Details.Content>
        {open && (
          <div className="stack tight">
            <code className="long">{token}</code>
            <div>
              <CopyButton text={token} label={t.tryIt.whole} />
            </div>
          </div>
        )}
      </Details.Content>
    </Details>
  );
}

/** Why a step was refused, and what to do: the log knows by code; where there is none, the answer itself is what there is. */
function Refusal({ step, organization, clientId, ownerOf }: OfClient & { readonly step: Refused }) {
  const { t, moment, duration } = useTexts();
  const words = step.row && whyOf(step.row, t, { moment, duration });
  const scope = step.row?.check === 'access' ? step.row.parameters?.['scope'] : undefined;
  const number = scope === undefined ? undefined : ownerOf(String(scope));
  const name = useOrganizationName(number ?? '', organization).data;
  const owner = number && (name ? `${isolated(name)} (${grouped(number)})` : grouped(number));
  return (
    <>
      <Paragraph>
        <strong>{words?.why ?? (step.status === 0 ? t.tryIt.noAnswer : t.tryIt.unknown)}</strong>
      </Paragraph>
      {words && <Paragraph>{owner === undefined ? words.remedy : t.scopeDesk.askOwner(owner)}</Paragraph>}
      {step.row?.check === 'access' && (
        <Link asChild>
          <RouterLink to={`/clients/${pageSegment(clientId)}?tab=scopes`}>{t.tryIt.toGetAccess}</RouterLink>
        </Link>
      )}
      {step.row && (
        <Link asChild>
          <RouterLink to={`/clients/${pageSegment(clientId)}?tab=log`}>{t.tryIt.inLog}</RouterLink>
        </Link>
      )}
      {step.answer !== '' && (
        <Verbatim title={t.tryIt.verbatim}>
          <code className="long">{step.answer}</code>
        </Verbatim>
      )}
    </>
  );
}
