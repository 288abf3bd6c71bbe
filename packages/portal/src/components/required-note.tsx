import { Paragraph } from '@digdir/designsystemet-react';
import { useTexts } from '../texts/index.tsx';

/** At the top of every form with more than one field: what the stars in it mean. It is said here and nowhere else. */
export const RequiredNote = () => <Paragraph className="subtle">{useTexts().t.common.starred}</Paragraph>;
