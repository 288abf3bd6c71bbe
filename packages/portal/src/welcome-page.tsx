import { Button, List, Paragraph } from '@digdir/designsystemet-react';
import { loginUrl } from './api/session.ts';
import { Page } from './components/page.tsx';
import { useTexts } from './texts/index.tsx';

/** What one sees before logging in; the log-in leads back to the page that was asked for. */
export function WelcomePage() {
  const { t } = useTexts();
  return (
    <Page title={t.welcome.title}>
      <Paragraph data-size="lg" className="prose">
        {t.welcome.lead}
      </Paragraph>
      <List.Unordered>
        {t.welcome.points.map((point) => (
          <List.Item key={point}>{point}</List.Item>
        ))}
      </List.Unordered>
      <div className="row">
        <Button asChild data-size="lg">
          <a href={loginUrl(location.href)}>{t.welcome.logIn}</a>
        </Button>
      </div>
      <Paragraph className="prose">{t.welcome.how}</Paragraph>
    </Page>
  );
}
