import { Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { CheckmarkCircleFillIcon, XMarkOctagonFillIcon } from '@navikt/aksel-icons';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import { type LogDetails, type LogRow, useLogRow } from '../api/live-log.ts';
import { pageSegment } from '../api/path.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Facts } from '../components/facts.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Time } from '../components/time.tsx';
import { Verbatim } from '../components/verbatim.tsx';
import { addressOf } from '../playground/address.ts';
import { NO_QUESTION, type Question } from '../playground/question.ts';
import { legible } from '../texts/names.ts';
import { UUID } from '../texts/uuid.ts';
import { isOlder } from './older.ts';
import { whyOf } from './row-words.ts';
import { type Texts, useTexts } from './words.ts';

/** What a row unfolds to. */
export function LogDetailsView({ organization, row }: { readonly organization: string; readonly row: LogRow }) {
  if (isOlder(row)) return <Shown of={{ ...row, checks: [], ...row.told }} />;
  return <Fetched organization={organization} row={row} />;
}

function Fetched({ organization, row }: { readonly organization: string; readonly row: LogRow }) {
  const { t } = useTexts();
  const details = useLogRow(organization, row.id);
  if (details.isPending) return <Loading as="facts" />;
  if (details.isLoadingError) {
    if (details.error instanceof ApiFailure && details.error.status === 404)
      return <Paragraph>{t.liveLog.gone}</Paragraph>;
    return <NotLoaded what="logLine" error={details.error} retry={details.refetch} />;
  }
  return <Shown of={details.data} />;
}

function Shown({ of: row }: { readonly of: LogDetails }) {
  const { t, moment, duration } = useTexts();
  const words = whyOf(row, t, { moment, duration });
  return (
    <div className="stack log-detail" data-testid="log-details">
      {words && (
        <div className="stack tight">
          <Part title={t.liveLog.why}>
            <Paragraph className="prose">{words.why}</Paragraph>
          </Part>
          <Part title={t.liveLog.remedy}>
            <Paragraph className="prose">{words.remedy}</Paragraph>
          </Part>
        </div>
      )}
      <Links of={row} />
      <Checks of={row} />
      <Facts
        of={[
          [t.liveLog.columns.time, <Time key="time" of={row.time} as="exact" />],
          ...(row.asked?.subject === undefined ? [] : ([[t.liveLog.subject, row.asked.subject]] as const)),
          ...(row.asked?.party === undefined ? [] : ([[t.liveLog.party, row.asked.party]] as const)),
          [t.liveLog.columns.what, <Name key="what" of={row.what} />],
          [t.liveLog.status, String(row.status)],
          ...(row.trace === '' ? [] : ([[t.liveLog.trace, <Traced key="trace" of={row.trace} />]] as const)),
          ...(row.code === undefined && row.check === undefined ? [] : ([[t.log.check, checkIn(row, t)]] as const)),
        ]}
      />
      {(row.request !== undefined || row.answer !== undefined) && (
        <div className="log-bodies">
          <Body title={t.liveLog.request} value={row.request} />
          <Body title={t.liveLog.answer} value={row.answer} />
        </div>
      )}
      {row.request !== undefined && (
        <Paragraph data-size="xs" className="subtle">
          {t.liveLog.hidden}
        </Paragraph>
      )}
      {row.message !== undefined && (
        <Verbatim title={t.liveLog.verbatim}>
          <code className="long">{legible(row.message)}</code>
        </Verbatim>
      )}
    </div>
  );
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <div>
    <Heading level={3} data-size="2xs">
      {title}
    </Heading>
    {children}
  </div>
);

function Body({ title, value }: { readonly title: string; readonly value: unknown }) {
  if (value === undefined) return null;
  return (
    <Part title={title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="log-body" tabIndex={0}>
        {legible(typeof value === 'string' ? value : JSON.stringify(value, undefined, 2))}
      </pre>
    </Part>
  );
}

const nameOf = (check: string, t: Texts): string => {
  const names: Readonly<Record<string, string>> = t.liveLog.checkNames;
  return names[check] ?? check;
};

/** By the name that it has among the checks, with the code that the caller was told. */
const checkIn = ({ check, code }: LogDetails, t: Texts): string => {
  const name = check === undefined ? undefined : nameOf(check, t);
  if (name === undefined || code === undefined) return name ?? code ?? '';
  return `${name} (${code})`;
};

const Traced = ({ of: trace }: { readonly of: string }) => {
  const { t } = useTexts();
  return (
    <span className="row id-line">
      <code className="long">{trace}</code>
      <CopyButton text={trace} label={t.liveLog.trace} />
    </span>
  );
};

/** The checks of a grant, in their order; those after the one that failed were not made. */
function Checks({ of: { checks } }: { readonly of: LogDetails }) {
  const { t } = useTexts();
  if (checks.length === 0) return null;
  return (
    <Part title={t.liveLog.checks}>
      <ol className="plain log-checks">
        {checks.map(({ check, passed }) => (
          <li key={check} data-passed={passed} data-color={passed ? 'success' : 'danger'} className="log-check">
            {passed ? (
              <CheckmarkCircleFillIcon className="icon small" title={t.liveLog.passed} />
            ) : (
              <XMarkOctagonFillIcon className="icon small" title={t.liveLog.stopped} />
            )}
            {nameOf(check, t)}
          </li>
        ))}
      </ol>
    </Part>
  );
}

/** Where one goes from here: to what it was about, and to the same once more. */
function Links({ of: row }: { readonly of: LogRow }) {
  const { t } = useTexts();
  const { clientId, asked } = row;
  const links: (readonly [to: string, text: string])[] = [];
  if (clientId !== undefined && (row.kind === 'token' || row.kind === 'exchange')) {
    const client = `/clients/${pageSegment(clientId)}`;
    links.push(
      [`${client}?${new URLSearchParams({ tab: 'try', scope: row.what })}`, t.liveLog.toTry],
      [`${client}?tab=keys`, t.liveLog.toKeys],
      [`${client}?tab=scopes`, t.liveLog.toScopes],
    );
  }
  if (asked) {
    links.push([addressOf(playgroundQuestion(asked)), t.liveLog.toPlayground]);
    if (asked.resource !== undefined)
      links.push([`/resources/policy?${new URLSearchParams({ resource: asked.resource })}`, t.liveLog.toPolicy]);
  }
  if (links.length === 0) return null;
  return (
    <ul className="plain row">
      {links.map(([to, text]) => (
        <li key={to}>
          <Link asChild>
            <RouterLink to={to}>{text}</RouterLink>
          </Link>
        </li>
      ))}
    </ul>
  );
}

const NUMBER = /^\d{9}$/;

/** What of the question the playground can be filled in with; a person's number is in no address, and not whole in the log. */
function playgroundQuestion({
  subject = '',
  party = '',
  action = '',
  resource = '',
}: NonNullable<LogRow['asked']>): Question {
  const kind = UUID.test(subject) ? 'system-user' : NUMBER.test(subject) ? 'organization' : 'user';
  const known = kind !== 'user' || /^[1-9]\d{0,7}$/.test(subject);
  return {
    ...NO_QUESTION,
    kind,
    subject: known ? subject : '',
    party: NUMBER.test(party) ? party : '',
    resource,
    action,
  };
}
