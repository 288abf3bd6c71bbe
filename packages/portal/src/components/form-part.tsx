import { Heading, Paragraph } from '@digdir/designsystemet-react';
import { type ReactNode, useId } from 'react';

/** Fields of a long form that belong together, with what they are about. */
export function FormPart(props: { readonly title: string; readonly help?: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section className="stack form-part" aria-labelledby={id}>
      <div>
        <Heading level={2} data-size="xs" id={id}>
          {props.title}
        </Heading>
        {props.help !== undefined && <Paragraph className="subtle prose">{props.help}</Paragraph>}
      </div>
      {props.children}
    </section>
  );
}
