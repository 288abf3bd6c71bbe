import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { IdentityProvider } from './identity.tsx';
import { ReferencePage } from './reference-page.tsx';
import './reference.css';
import { WordsProvider } from './words.tsx';

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: 1 } } });

const root = document.getElementById('reference');
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <WordsProvider>
          <IdentityProvider>
            <ReferencePage />
          </IdentityProvider>
        </WordsProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
