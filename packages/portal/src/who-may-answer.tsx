import { Alert, Heading, Paragraph } from '@digdir/designsystemet-react';
import { hasEnded } from './drafts.tsx';
import { useTexts } from './texts/index.tsx';
import { LogIn, WhoToBe } from './welcome-page.tsx';

/** On a page that asks before one has logged in: which right it takes to answer what is there, the way to the log-in, and in a sandbox who may be chosen there. */
export function WhoMayAnswer({ text }: { readonly text: string | undefined }) {
  const { t } = useTexts();
  return (
    <>
      {text !== undefined && (
        <section className="stack tight">
          <Heading level={2} data-size="xs">
            {t.asked.who}
          </Heading>
          <Paragraph className="prose">{text}</Paragraph>
        </section>
      )}
      <WhoToBe />
      <LogIn />
    </>
  );
}

/** Whoever was logged in and is no longer is told so first. */
export function Ended() {
  const { t } = useTexts();
  return hasEnded() ? <Alert data-color="info">{t.welcome.ended}</Alert> : null;
}
