import { Tag } from '@digdir/designsystemet-react';
import {
  CheckmarkCircleFillIcon,
  ExclamationmarkTriangleFillIcon,
  HourglassIcon,
  XMarkOctagonFillIcon,
} from '@navikt/aksel-icons';
import type { ReactNode } from 'react';

export type StateKind = 'good' | 'soon' | 'bad' | 'waits' | 'idle';

const KINDS: Readonly<
  Record<StateKind, readonly ['success' | 'warning' | 'danger' | 'info' | 'neutral', typeof HourglassIcon | undefined]>
> = {
  good: ['success', CheckmarkCircleFillIcon],
  soon: ['warning', ExclamationmarkTriangleFillIcon],
  bad: ['danger', XMarkOctagonFillIcon],
  waits: ['info', HourglassIcon],
  // An empty circle looks like a choice that is not made.
  idle: ['neutral', undefined],
};

/** How something stands: always a word, with a colour, and an icon where it is more than neutral. */
export function State({ kind, children }: { readonly kind: StateKind; readonly children: ReactNode }) {
  const [color, Icon] = KINDS[kind];
  return (
    <Tag data-color={color} data-size="sm" className="state">
      {Icon && <Icon aria-hidden className="icon small" />}
      {children}
    </Tag>
  );
}
