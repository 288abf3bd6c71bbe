import { List, Paragraph } from '@digdir/designsystemet-react';
import type { Tried } from '../api/types.ts';
import { useTexts } from './words.ts';

/** Which rules no saved test reaches: what is not tried may change without anybody seeing it. */
export function Coverage({ of: { rules } }: { readonly of: Tried }) {
  const { t } = useTexts();
  const missed = rules.filter(({ tests }) => tests === 0);
  if (rules.length === 0) return null;
  return (
    <div className="stack tight">
      <Paragraph>{t.effect.covered(rules.length - missed.length, rules.length)}</Paragraph>
      {missed.length > 0 && (
        <List.Unordered>
          {missed.map(({ id, line }) => (
            <List.Item key={`${line} ${id}`} className="long">
              {t.effect.missed(id, line)}
            </List.Item>
          ))}
        </List.Unordered>
      )}
    </div>
  );
}
