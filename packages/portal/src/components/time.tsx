import { useMinute } from '../clock.ts';
import { useTexts } from '../texts/index.tsx';
import { capital } from '../texts/names.ts';

/** What is shown of a moment; see `texts/dates.ts`. `age`: how long ago, or how soon. */
type As = 'age' | 'day' | 'moment' | 'second' | 'exact';

/**
 * A moment, wherever a page shows one alone: of what happens how long ago it was, of what holds the day from or until which, of one thing's
 * facts the day and the time. All of it is told on hover.
 * @param inside a sentence: then it has no capital
 */
export function Time({
  of: time,
  as = 'age',
  inside = false,
}: {
  readonly of: string | number;
  readonly as?: As;
  readonly inside?: boolean;
}) {
  const { moment, exact } = useTexts();
  const date = new Date(time);
  return (
    <time
      dateTime={date.toISOString()}
      data-as={as}
      title={as === 'second' || as === 'exact' ? exact(date) : moment(date)}
    >
      {as === 'age' ? <Age of={time} inside={inside} /> : <Written of={date} as={as} />}
    </time>
  );
}

const FAR_MS = 30 * 24 * 3600 * 1000;

/** Alone it asks for the minute: what shows no age is not drawn anew when one passes. Nobody counts in hundreds of days: what is far off has its date. */
function Age({ of: time, inside }: { readonly of: string | number; readonly inside: boolean }) {
  const { age, day } = useTexts();
  const now = useMinute();
  if (Math.abs(new Date(time).getTime() - now) > FAR_MS) return day(time);
  const words = age(time, now);
  return inside ? words : capital(words);
}

const Written = ({ of: date, as }: { readonly of: Date; readonly as: Exclude<As, 'age'> }) => useTexts()[as](date);
