import { ClockDashedIcon } from '@navikt/aksel-icons';
import { useEnvironment } from '../api/portal.ts';
import { useFrameWords } from '../texts/frame-words.ts';

const MINUTE_MS = 60_000;

/** Tells by how much a sandbox's clock is moved: every age on the page is counted by it. */
export function MovedClock() {
  const { t, span } = useFrameWords();
  const offset = useEnvironment().data?.clockOffsetMs ?? 0;
  if (Math.abs(offset) < MINUTE_MS) return null;
  return (
    <div className="moved-clock" data-color="info" role="status">
      <ClockDashedIcon aria-hidden className="icon" />
      {offset > 0 ? t.environment.ahead(span(offset)) : t.environment.behind(span(offset))}
    </div>
  );
}
