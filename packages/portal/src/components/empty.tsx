import { Heading, Paragraph } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';

/** In the place of a list that has nothing in it: what it is for, and how to begin. */
export const Empty = (props: { readonly title: string; readonly text?: string; readonly children?: ReactNode }) => (
  <div className="empty">
    <Heading level={2} data-size="2xs">
      {props.title}
    </Heading>
    {props.text !== undefined && <Paragraph className="prose">{props.text}</Paragraph>}
    {props.children}
  </div>
);
