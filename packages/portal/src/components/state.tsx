import { Tag } from '@digdir/designsystemet-react';
import {
  CheckmarkCircleFillIcon,
  CircleIcon,
  ExclamationmarkTriangleFillIcon,
  HourglassIcon,
  XMarkOctagonFillIcon,
} from '@navikt/aksel-icons';
import type { ReactNode } from 'react';

export type StateKind = 'good' | 'soon' | 'bad' | 'waits' | 'idle';

const KINDS: Readonly<
  Record<StateKind, readonly ['success' | 'warning' | 'danger' | 'info' | 'neutral', typeof CircleIcon]>
> = {
  good: ['success', CheckmarkCircleFillIcon],
  soon: ['warning', ExclamationmarkTriangleFillIcon],
  bad: ['danger', XMarkOctagonFillIcon],
  waits: ['info', HourglassIcon],
  idle: ['neutral', CircleIcon],
};

/** How something stands: always a word, with an icon and a colour. */
export function State({ kind, children }: { readonly kind: StateKind; readonly children: ReactNode }) {
  const [color, Icon] = KINDS[kind];
  return (
    <Tag data-color={color} data-size="sm" className="state">
      <Icon aria-hidden className="icon small" />
      {children}
    </Tag>
  );
}
