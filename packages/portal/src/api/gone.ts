import type { QueryState } from '@tanstack/react-query';
import { ApiFailure } from './failure.ts';

/**
 * What is there no more is not held as if it were: a page that is open stays when it cannot be read anew, and goes when what it shows is gone.
 * @param query whose last read failed
 */
export function forgetGone(error: unknown, query: { setState(state: Partial<QueryState>): void }): void {
  if (error instanceof ApiFailure && (error.status === 404 || error.status === 410))
    query.setState({ data: undefined });
}
