import { useEnvironment } from '../api/portal.ts';
import { useTexts } from '../texts/index.tsx';

/** Which environment this is, in words and in the colour of the line on top. Its place is kept until the platform has told. */
export function EnvironmentBadge() {
  const { t } = useTexts();
  const environment = useEnvironment().data;
  return (
    <span
      className="environment"
      data-color={environment?.mode === 'production' ? 'danger' : 'warning'}
      data-known={environment !== undefined}
      title={environment?.mode === 'sandbox' ? t.common.sandbox : undefined}
    >
      <span className="ds-sr-only">{t.environment.label} </span>
      {environment?.name ?? 'TEST'}
    </span>
  );
}
