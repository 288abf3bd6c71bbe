import { useEnvironment } from '../api/portal.ts';
import { useFrameWords } from '../texts/frame-words.ts';

/** Which environment this is, in words and in the colour of the line on top. Its place is kept until the platform has told. */
export function EnvironmentBadge() {
  const { t } = useFrameWords();
  const environment = useEnvironment().data;
  return (
    <span
      className="environment"
      data-color={environment?.mode === 'production' ? 'danger' : 'warning'}
      data-known={environment !== undefined}
      title={environment?.mode === 'sandbox' ? t.environment.sandbox : undefined}
    >
      <span className="ds-sr-only">{t.environment.label} </span>
      {environment?.name ?? 'TEST'}
    </span>
  );
}
