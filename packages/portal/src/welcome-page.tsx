import { Button, List, Paragraph } from '@digdir/designsystemet-react';
import { loginUrl } from './api/session.ts';
import { Page } from './components/page.tsx';
import { hasEnded } from './drafts.tsx';
import { expect } from './head-start.ts';
import { useTexts } from './texts/index.tsx';

/** What one sees before logging in, or when the session has ended; the log-in leads back to the page that was asked for. */
export function WelcomePage() {
  const { t } = useTexts();
  if (hasEnded())
    return (
      <Page title={t.welcome.endedTitle} lead={t.welcome.ended}>
        <LogIn label={t.welcome.again} />
      </Page>
    );
  return (
    <Page title={t.welcome.title} lead={t.welcome.lead}>
      <List.Unordered>
        {t.welcome.points.map((point) => (
          <List.Item key={point}>{point}</List.Item>
        ))}
      </List.Unordered>
      <LogIn label={t.welcome.logIn} />
    </Page>
  );
}

/** The way to the log-in, and back to this very page. */
export function LogIn({ label }: { readonly label: string }) {
  const { t } = useTexts();
  return (
    <>
      <div className="row">
        <Button asChild data-size="lg">
          <a href={loginUrl(location.href)} onClick={() => expect(true)}>
            {label}
          </a>
        </Button>
      </div>
      <Paragraph className="prose">{t.welcome.how}</Paragraph>
    </>
  );
}
