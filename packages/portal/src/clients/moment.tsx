import { useMinute } from '../clock.ts';
import { useTexts } from '../texts/index.tsx';
import { capital } from '../texts/names.ts';

/** How long ago a moment was, or how soon it is, as a sentence of its own; the exact one on hover. */
export function Moment({ time }: { readonly time: string | number }) {
  const { age, moment } = useTexts();
  const now = useMinute();
  const words = age(time, now);
  return (
    <time dateTime={new Date(time).toISOString()} title={moment(time)}>
      {capital(words)}
    </time>
  );
}
