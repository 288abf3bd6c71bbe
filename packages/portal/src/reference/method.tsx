import { Tag } from '@digdir/designsystemet-react';

const COLORS = { GET: 'info', POST: 'success', PUT: 'warning', PATCH: 'warning', DELETE: 'danger' } as const;

const colorOf = (method: string) => COLORS[method as keyof typeof COLORS] ?? 'neutral';

/** The method of an operation, the same colour everywhere. */
export const MethodTag = ({ method }: { readonly method: string }) => (
  <Tag data-size="sm" data-color={colorOf(method)} className="method">
    {method}
  </Tag>
);
