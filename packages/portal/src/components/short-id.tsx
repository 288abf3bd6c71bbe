const WHOLE = 18;

/** An id on one line, shortened in the middle where it is long; the whole of it is told on hover, and to screen readers. */
export function ShortId({ id }: { readonly id: string }) {
  if (id.length <= WHOLE) return <code className="id">{id}</code>;
  return (
    <code className="id" title={id}>
      <span aria-hidden>
        {id.slice(0, 8)}…{id.slice(-4)}
      </span>
      <span className="ds-sr-only">{id}</span>
    </code>
  );
}
