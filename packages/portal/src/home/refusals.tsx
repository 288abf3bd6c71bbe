import { Card, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { Link as RouterLink } from 'react-router';
import { pageSegment } from '../api/path.ts';
import type { Overview } from '../api/portal.ts';
import { refusalWords } from '../clients/log-words.ts';
import { Name } from '../components/name.tsx';
import { Time } from '../components/time.tsx';
import { useTexts } from '../texts/index.tsx';
import { causesOf } from './causes.ts';

const MOST = 4;

/** The token requests that were refused in the last hour, by client and cause, with what to do. */
export function Refusals({ of: { refused, clients } }: { readonly of: Overview }) {
  const { t, moment, duration } = useTexts();
  const causes = causesOf(refused);
  return (
    <Card data-color="neutral" data-testid="refusals">
      <Heading level={2} data-size="xs">
        {t.home.refused} {refused.length > 0 && <span className="number subtle">{refused.length}</span>}
      </Heading>
      {causes.length === 0 && <Paragraph className="subtle">{t.home.refusedNone}</Paragraph>}
      <ul className="plain lines">
        {causes.slice(0, MOST).map(({ latest, count }) => {
          const { why, remedy } = refusalWords(latest, t, { moment, duration });
          return (
            <li key={`${latest.clientId} ${why}`} className="cause">
              <div className="row spread">
                <Link asChild>
                  <RouterLink to={`/clients/${pageSegment(latest.clientId)}?tab=log`}>
                    <Name of={clients.find(({ clientId }) => clientId === latest.clientId)?.name ?? latest.clientId} />
                  </RouterLink>
                </Link>
                <span className="subtle">
                  {count > 1 && t.home.times(count)} <Time of={latest.time} inside={count > 1} />
                </span>
              </div>
              <Paragraph data-size="sm">
                <strong>{why}</strong> {remedy}
              </Paragraph>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
