import { Heading } from '@digdir/designsystemet-react';
import { type ReactNode, useEffect, useRef } from 'react';

/** The browser itself puts the focus at the top of the first page; after that a change of page is ours to tell. */
let firstPage = true;

/**
 * A page: its one h1, which takes the focus when the page is come to from another, and the document's title.
 * @param actions beside the heading
 */
export function Page(props: { readonly title: string; readonly actions?: ReactNode; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { title } = props;
  useEffect(() => {
    document.title = `${title} – Portvakt`;
  }, [title]);
  useEffect(() => {
    if (!firstPage) heading.current?.focus();
    firstPage = false;
  }, []);
  return (
    <div className="stack">
      <div className="row spread">
        <Heading level={1} data-size="md" ref={heading} tabIndex={-1} className="long">
          {title}
        </Heading>
        {props.actions}
      </div>
      {props.children}
    </div>
  );
}
