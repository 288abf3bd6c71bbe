import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { forgetGone } from './api/gone.ts';
import { ApiFailure } from './api/http.ts';
import { ENVIRONMENT_QUERY, OVERVIEW } from './api/portal.ts';
import { PARTIES, PARTIES_QUERY, readSession, SESSION, SESSION_QUERY } from './api/session.ts';
import { App } from './app.tsx';
import { isExpected } from './head-start.ts';
import { actedFor, organizationsOf } from './organizations/organizations.ts';
import { lastChosen } from './organizations/remembered.ts';
import { fetchPage } from './pages.tsx';
import './portal.css';
import { remembered } from './texts/choice.ts';
import { TextsProvider } from './texts/index.tsx';
import { type Dictionary, firstDictionary } from './texts/languages.ts';

const STALE_MS = 5_000;

/** A 401 anywhere means that the session has ended: the next look at it shows the welcome page with its log-in link. */
const onError = (error: unknown, query?: { readonly queryKey: readonly unknown[] }): void => {
  if (error instanceof ApiFailure && error.status === 401 && query?.queryKey[0] !== SESSION[0])
    void queries.invalidateQueries({ queryKey: SESSION });
};

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      onError(error, query);
      forgetGone(error, query);
    },
  }),
  mutationCache: new MutationCache({
    onError(error) {
      onError(error);
      // Whom one may act for may have changed while the page was open.
      if (error instanceof ApiFailure && error.status === 403) void queries.invalidateQueries({ queryKey: PARTIES });
    },
    // What was changed is in the overview too, whatever it was.
    onSettled: () => void queries.invalidateQueries({ queryKey: OVERVIEW }),
  }),
  // The platform may well be on this very machine: whether there is a network says nothing of it. A call that fails is told; one that waits is not.
  defaultOptions: {
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: STALE_MS,
      retry: (times, error) => times < 2 && error instanceof ApiFailure && (error.status === 0 || error.status >= 500),
    },
  },
});

/** How long nothing is drawn because who is logged in is not known yet. */
const BLANK_MS = 500;

/** What every page needs, and the page itself where somebody is likely to be logged in: asked for at once. */
function begin(): Promise<unknown> {
  const environment = queries.prefetchQuery(ENVIRONMENT_QUERY);
  if (!isExpected()) return Promise.all([environment, queries.prefetchQuery(SESSION_QUERY)]);
  const parties = queries.prefetchQuery(PARTIES_QUERY);
  // Who is logged in is told when their page is here: for one that comes a moment later React draws grey first, and then waits with it.
  const queryFn: typeof readSession = async (context) =>
    (await Promise.all([readSession(context), fetchPage(location.pathname)]))[0];
  const session = queries.prefetchQuery({ ...SESSION_QUERY, queryFn });
  return Promise.all([environment, session, parties]).then(askAhead);
}

/** What the page itself shows first, once it is known for whom it is. */
async function askAhead(): Promise<void> {
  const profile = queries.getQueryData(SESSION_QUERY.queryKey);
  const parties = queries.getQueryData(PARTIES_QUERY.queryKey);
  if (!profile || !parties) return;
  const query = new URLSearchParams(location.search);
  const organization = actedFor(organizationsOf(parties), query.get('virksomhet'), lastChosen(profile.userId));
  const ask = await fetchPage(location.pathname);
  await Promise.all(ask?.({ queries, profile, organization, query, language: remembered() }) ?? []);
}

function draw(first: Dictionary): void {
  const root = document.getElementById('portal');
  if (root)
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <TextsProvider first={first}>
            <BrowserRouter>
              <App />
            </BrowserRouter>
          </TextsProvider>
        </QueryClientProvider>
      </StrictMode>,
    );
}

// A frame with nothing in it, drawn while that is on its way, would cost the page as long again. It is not awaited here: a page's script
// imports from this one, and would wait until this is through.
const begun = Promise.race([begin(), new Promise((resolve) => setTimeout(resolve, BLANK_MS))]);
void Promise.all([firstDictionary(), begun]).then(([first]) => draw(first));
