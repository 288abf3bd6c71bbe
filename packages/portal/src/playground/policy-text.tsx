import { Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import { LineNumbers } from '../components/line-numbers.tsx';
import { useTexts } from '../texts/index.tsx';
import type { MarkedPolicy } from './rule-place.ts';

/** A policy's XML with the deciding rule marked, and scrolled to within its own frame; the page itself stays where it is. */
export function PolicyText(props: {
  readonly xml: string;
  readonly marked: MarkedPolicy | undefined;
  /** Says in words which rule is marked. */
  readonly place: string | undefined;
}) {
  const { t } = useTexts();
  const frame = useRef<HTMLPreElement>(null);
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!frame.current || !mark.current) return;
    const inside = mark.current.getBoundingClientRect().top - frame.current.getBoundingClientRect().top;
    frame.current.scrollTop += inside - frame.current.clientHeight / 4;
  }, []);
  const { xml, marked, place } = props;
  return (
    <>
      <Paragraph className="long">{place ?? t.playground.noRule}</Paragraph>
      <section aria-label={t.playground.policy}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre className="policy numbered" ref={frame} tabIndex={0}>
          <LineNumbers of={xml} />
          <span>
            {marked ? (
              <>
                {marked.before}
                <mark ref={mark}>{marked.rule}</mark>
                {marked.after}
              </>
            ) : (
              xml
            )}
          </span>
        </pre>
      </section>
    </>
  );
}
