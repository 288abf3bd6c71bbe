import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { type Above, Breadcrumbs } from '../frame/breadcrumbs.tsx';
import { isolated } from '../texts/names.ts';
import { Name } from './name.tsx';

/** The browser itself puts the focus at the top of the first page; after that a change of page is ours to tell. */
let firstPage = true;

/**
 * A page: where it is, its one h1, which takes the focus when the page is come to from another, and the document's title.
 * @param lead one line of what it is
 * @param actions beside the heading
 * @param above a page between that of the navigation and this one
 * @param narrow for forms and text, which are read and filled in best at a text's width
 * @param waits what the page is about is still to come, and its own page will take the focus; without a name it is named late, lest it be named twice
 */
export function Page(props: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly above?: Above;
  readonly narrow?: boolean;
  readonly waits?: 'named' | 'unnamed';
  readonly children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { title, waits } = props;
  const unnamed = waits === 'unnamed';
  useEffect(() => {
    document.title = `${isolated(title)} – Portvakt`;
  }, [title]);
  useEffect(() => {
    if (waits !== undefined) return;
    if (!firstPage) heading.current?.focus();
    firstPage = false;
  }, [waits]);
  return (
    <div className={props.narrow ? 'page narrow-page' : 'page'}>
      <div className="page-head">
        <Breadcrumbs title={title} unnamed={unnamed} {...(props.above && { above: props.above })} />
        <div className="row spread">
          <Heading level={1} data-size="md" ref={heading} tabIndex={-1} className={unnamed ? 'long unnamed' : 'long'}>
            <Name of={title} />
          </Heading>
          {props.actions}
        </div>
        {props.lead !== undefined && <Paragraph className="prose lead">{props.lead}</Paragraph>}
      </div>
      {props.children}
    </div>
  );
}
