import { Alert, Button, Link, Paragraph, SkipLink, Spinner } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { EnvironmentBadge } from '../frame/environment-badge.tsx';
import { Footer } from '../frame/footer.tsx';
import { Mark } from '../frame/mark.tsx';
import { MovedClock } from '../frame/moved-clock.tsx';
import { LanguageMenu, ThemeMenu } from '../frame/preferences.tsx';
import { TopEdge } from '../frame/top-edge.tsx';
import { fetchReference, type Reference } from './document.ts';
import { LogInDialog } from './log-in-dialog.tsx';
import { NarrowMenu } from './narrow-menu.tsx';
import { OperationList } from './operation-list.tsx';
import { OperationView } from './operation-view.tsx';
import { Overview } from './overview.tsx';
import { addressOf, type Place, placeOf, useHash } from './place.ts';
import { TokenBar } from './token-bar.tsx';
import { useWords } from './words.tsx';

/** The whole page: the document is fetched, and what the address names of it is shown. */
export function ReferencePage() {
  const { t } = useWords();
  const { data, isError, refetch } = useQuery({
    queryKey: ['document'],
    queryFn: ({ signal }) => fetchReference(signal),
  });
  if (data) return <Loaded reference={data} />;
  return (
    <Frame>
      <main className="waiting" id="content">
        {isError ? (
          <Alert data-color="danger">
            <Paragraph>{t.failed}</Paragraph>
            <Button variant="secondary" onClick={() => void refetch()}>
              {t.again}
            </Button>
          </Alert>
        ) : (
          <Spinner aria-label={t.loading} />
        )}
      </main>
    </Frame>
  );
}

function Loaded({ reference }: { readonly reference: Reference }) {
  const place = placeOf(useHash(), reference);
  const [choosing, setChoosing] = useState(false);
  const content = useRef<HTMLElement>(null);
  const address = addressOf(place);
  usePlace(place, content);
  const logIn = () => setChoosing(true);
  return (
    <Frame onLogIn={logIn}>
      <div className="columns">
        <OperationList reference={reference} place={place} />
        <main id="content" ref={content} tabIndex={-1} key={address}>
          {place.operation ? (
            <OperationView reference={reference} operation={place.operation} onLogIn={logIn} />
          ) : (
            <Overview reference={reference} surface={place.surface} />
          )}
        </main>
      </div>
      {choosing && (
        <LogInDialog
          makesTokens={reference.makesTokens}
          operation={place.operation}
          onClose={() => setChoosing(false)}
        />
      )}
    </Frame>
  );
}

/** Tells a change of place as a change of page: title, top of the content, focus. The first page is the browser's to tell. */
function usePlace({ surface, operation }: Place, content: React.RefObject<HTMLElement | null>): void {
  const { t } = useWords();
  const name = operation?.summary ?? surface;
  const first = useRef(true);
  useEffect(() => {
    document.title = name === undefined ? t.title : `${name} – ${t.title}`;
    if (!first.current) {
      window.scrollTo(0, 0);
      content.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [name, t.title, content]);
}

function Frame({ onLogIn, children }: { readonly onLogIn?: () => void; readonly children: ReactNode }) {
  const { t } = useWords();
  return (
    <>
      <SkipLink href="#content" onClick={toContent}>
        {t.skip}
      </SkipLink>
      <header className="top">
        <TopEdge />
        <div className="top-line">
          <a href="#/" className="brand" aria-label={t.title}>
            <Mark />
            <span className="brand-name">{t.title}</span>
          </a>
          <EnvironmentBadge />
          <div className="top-tools">
            {onLogIn && <TokenBar onLogIn={onLogIn} className="wide" />}
            <Link href={t.guide.href} data-size="sm" className="wide">
              {t.guide.name}
            </Link>
            <Link href="/" data-size="sm" className="wide">
              {t.portal}
            </Link>
            {onLogIn && (
              <Button data-size="sm" className="narrow" onClick={onLogIn}>
                {t.token.logIn}
              </Button>
            )}
            <ThemeMenu />
            <LanguageMenu />
            <NarrowMenu hasToken={onLogIn !== undefined} />
          </div>
        </div>
        <MovedClock />
      </header>
      {children}
      <Footer />
    </>
  );
}

/** The part of the address behind `#` is the place on this page, which a jump must not change. */
function toContent(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
