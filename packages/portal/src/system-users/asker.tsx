import { Paragraph } from '@digdir/designsystemet-react';
import type { RequestKind, useAsker } from '../api/altinn.ts';
import { Facts } from '../components/facts.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { Wanted } from './wanted.tsx';
import { wordsOf } from './words.ts';

/** Who asks and for what, as far as it is public: of whom nothing is told, not even to somebody logged in. */
export function Asker(props: {
  readonly kind: RequestKind;
  readonly of: NonNullable<ReturnType<typeof useAsker>['data']>;
}) {
  const { t, language } = useTexts();
  const { vendor, system } = props.of;
  const name = wordsOf(system.name, language) ?? system.id;
  return (
    <>
      <Paragraph className="prose lead">{t.asked.lead[props.kind](isolated(vendor.name), name)}</Paragraph>
      <Facts
        of={[
          [t.request.vendor, `${isolated(vendor.name)} (${grouped(vendor.number)})`],
          [t.request.system, `${name} (${system.id})`],
        ]}
      />
      <Wanted request={props.of} />
    </>
  );
}
