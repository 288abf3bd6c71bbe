import { Card, Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { documentAddress, isOwn, type Reference, slug } from './document.ts';
import { MethodTag } from './method.tsx';
import { PathParts } from './path-parts.tsx';
import { addressOf } from './place.ts';
import { useWords } from './words.tsx';

/** What there is: every surface, or every operation of one. */
export function Overview({
  reference,
  surface,
}: {
  readonly reference: Reference;
  readonly surface: string | undefined;
}) {
  return surface === undefined ? (
    <Everything reference={reference} />
  ) : (
    <Surface reference={reference} surface={surface} />
  );
}

function Everything({ reference }: { readonly reference: Reference }) {
  const { t } = useWords();
  const { base, version, surfaces } = reference;
  return (
    <div className="stack">
      <Heading level={1} data-size="lg">
        {t.title}
      </Heading>
      <Paragraph>
        {t.overview.lead} {t.overview.english}
      </Paragraph>
      <dl className="facts">
        <dt>{t.overview.address}</dt>
        <dd>
          <code>{base}</code>
        </dd>
        <dt>{t.overview.version}</dt>
        <dd>{version}</dd>
      </dl>
      <Paragraph>
        <Link href={documentAddress()}>{t.overview.everything}</Link>
      </Paragraph>
      <Group of={surfaces.filter((one) => !isOwn(one))} title={t.overview.served} reference={reference} />
      <Group of={surfaces.filter(isOwn)} title={t.overview.own} reference={reference} />
    </div>
  );
}

/** Surfaces that belong together, a card each. */
function Group(props: { readonly of: readonly string[]; readonly title: string; readonly reference: Reference }) {
  const { t } = useWords();
  const { of: surfaces, title, reference } = props;
  if (surfaces.length === 0) return null;
  return (
    <section className="stack tight">
      <Heading level={2} data-size="sm">
        {title}
      </Heading>
      <ul className="cards">
        {surfaces.map((surface) => (
          <li key={surface}>
            <Card data-color="neutral">
              <Heading level={3} data-size="xs" lang="en">
                <Link href={addressOf({ surface })}>{surface}</Link>
              </Heading>
              <p className="small" lang="en">
                {reference.words.get(surface)}
              </p>
              <p className="small counted">
                <span>
                  {t.overview.operations(reference.operations.filter((one) => one.surface === surface).length)}
                </span>
                <Link href={documentAddress(surface)}>
                  {t.overview.document}
                  <span className="ds-sr-only"> {surface}</span>
                </Link>
              </p>
            </Card>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Surface({ reference, surface }: { readonly reference: Reference; readonly surface: string }) {
  const { t } = useWords();
  const operations = reference.operations.filter((one) => one.surface === surface);
  const words = reference.words.get(surface);
  return (
    <div className="stack">
      <Heading level={1} data-size="lg" lang="en">
        {surface}
      </Heading>
      {words && <Paragraph lang="en">{words}</Paragraph>}
      <Paragraph data-size="sm" className="counted">
        <span>{t.overview.operations(operations.length)}</span>
        <Link href={documentAddress(surface)}>{t.overview.document}</Link>
      </Paragraph>
      <ul className="plain stack tight" lang="en" id={`surface-${slug(surface)}`}>
        {operations.map((operation) => (
          <li key={operation.id}>
            <a className="entry" href={addressOf({ operation })}>
              <MethodTag method={operation.method} />
              <PathParts of={operation.path} />
              <span>{operation.summary}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
