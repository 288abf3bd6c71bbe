import { Alert, Button, Link, Paragraph, SkipLink, Spinner } from '@digdir/designsystemet-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Mark } from '../frame/mark.tsx';
import { fetchReference, type Reference } from './document.ts';
import { LanguageChoice } from './language.tsx';
import { LogInDialog } from './log-in-dialog.tsx';
import { NarrowTools } from './narrow-tools.tsx';
import { OperationList } from './operation-list.tsx';
import { OperationView } from './operation-view.tsx';
import { Overview } from './overview.tsx';
import { addressOf, type Place, placeOf, useHash } from './place.ts';
import { ThemeChoice } from './theme.tsx';
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
    <Frame onLogIn={logIn} isTest={reference.makesTokens}>
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

function Frame(props: { readonly onLogIn?: () => void; readonly isTest?: boolean; readonly children: ReactNode }) {
  const { t } = useWords();
  const { onLogIn, isTest, children } = props;
  return (
    <>
      <SkipLink href="#content" onClick={toContent}>
        {t.skip}
      </SkipLink>
      <header className="top" data-test={isTest || undefined}>
        <Link href="#/" className="name">
          <Mark />
          {t.title}
        </Link>
        <div className="tools wide">
          {onLogIn && <TokenBar onLogIn={onLogIn} />}
          <ThemeChoice />
          <LanguageChoice />
          <Link href={t.guide.href} data-size="sm">
            {t.guide.name}
          </Link>
          <Link href="/" data-size="sm">
            {t.portal}
          </Link>
        </div>
        <NarrowTools onLogIn={onLogIn} />
      </header>
      {children}
    </>
  );
}

/** The part of the address behind `#` is the place on this page, which a jump must not change. */
function toContent(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
