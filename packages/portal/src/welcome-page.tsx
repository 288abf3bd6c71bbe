import { Button, Heading, Link, List, Paragraph } from '@digdir/designsystemet-react';
import { useEnvironment } from './api/portal.ts';
import { loginAsUrl, loginUrl } from './api/session.ts';
import { Address } from './components/address.tsx';
import { CopyButton } from './components/copy-button.tsx';
import { Facts } from './components/facts.tsx';
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
        <LogIn />
      </Page>
    );
  return (
    <Page title={t.welcome.title} lead={t.welcome.lead}>
      <List.Unordered>
        {t.welcome.points.map((point) => (
          <List.Item key={point}>{point}</List.Item>
        ))}
      </List.Unordered>
      <WhoToBe />
      <LogIn />
      <Beginning />
    </Page>
  );
}

/** For who has never been here: whom to log in as. Of the sandbox alone: it alone has these persons. */
export function WhoToBe() {
  const { t } = useTexts();
  if (useEnvironment().data?.mode !== 'sandbox') return null;
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.welcome.who}
      </Heading>
      <Paragraph className="prose">{t.welcome.how}</Paragraph>
      <Facts
        of={t.welcome.persons.map(([name = '', organization = '', role = '']) => [
          <Link key={name} href={loginAsUrl(location.href, name)} onClick={() => expect(true)}>
            {name}
          </Link>,
          <div key={name} className="stack-lines">
            <span>{organization}</span>
            <span className="subtle">{role}</span>
          </div>,
        ])}
      />
    </section>
  );
}

const Copied = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <span className="row tight">
    <code>
      <Address of={text} />
    </code>
    <CopyButton text={text} label={label} />
  </span>
);

/** Where a program finds the platform, and where more is said. Of the sandbox alone. */
function Beginning() {
  const { t } = useTexts();
  if (useEnvironment().data?.mode !== 'sandbox') return null;
  const { origin } = location;
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {t.welcome.addresses}
      </Heading>
      <Facts
        of={[
          ['Maskinporten', <Copied key="maskinporten" text={`${origin}/maskinporten/`} label="Maskinporten" />],
          [t.welcome.token, <Copied key="token" text={`${origin}/maskinporten/token`} label={t.welcome.token} />],
          ['Altinn', <Copied key="altinn" text={origin} label="Altinn" />],
        ]}
      />
      <div className="row">
        <Link href={t.welcome.guide.href}>{t.welcome.guide.name}</Link>
        <Link href="/docs">{t.welcome.reference}</Link>
      </div>
    </section>
  );
}

/** The way to the log-in, and back to this very page. */
export function LogIn() {
  const { t } = useTexts();
  const again = hasEnded();
  // Where persons are named above it, this is the way to any other.
  const another = useEnvironment().data?.mode === 'sandbox' && !again;
  return (
    <>
      <div className="row">
        <Button asChild {...(another ? { variant: 'secondary' } : {})}>
          <a href={another ? loginAsUrl(location.href) : loginUrl(location.href)} onClick={() => expect(true)}>
            {again ? t.welcome.again : another ? t.welcome.logInAsAnother : t.welcome.logIn}
          </a>
        </Button>
      </div>
      {!another && <Paragraph className="prose">{t.welcome.how}</Paragraph>}
    </>
  );
}
