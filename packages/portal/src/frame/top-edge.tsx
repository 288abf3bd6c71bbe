import { useEnvironment } from '../api/portal.ts';

/** The line on top of every page, in the colour of the environment. */
export const TopEdge = () => (
  <div className="top-edge" data-color={useEnvironment().data?.mode === 'production' ? 'danger' : 'warning'} />
);
