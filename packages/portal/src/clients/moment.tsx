import { useMinute } from '../clock.ts';
import { useTexts } from '../texts/index.tsx';

/** How long ago a moment was, or how soon it is; the exact one on hover. */
export function Moment({ time }: { readonly time: string | number }) {
  const { age, moment } = useTexts();
  const now = useMinute();
  return (
    <time dateTime={new Date(time).toISOString()} title={moment(time)}>
      {age(time, now)}
    </time>
  );
}
