import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { Link as RouterLink, useLocation } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import type { Above } from '../frame/breadcrumbs.tsx';
import { HOME, placeOf } from '../frame/places.ts';
import { useTexts } from '../texts/index.tsx';
import { meaningOf } from '../texts/refusal-words.ts';
import { IdLine } from './id-line.tsx';
import { OtherOrganization } from './other-organization.tsx';
import { Page } from './page.tsx';

/** Whether what a page is about is not there, or not for the one who looks. */
export const isNotThere = (error: unknown): boolean =>
  error instanceof ApiFailure && [403, 404, 410].includes(error.status);

/**
 * Every page in the place of one that is not there or not for the one who looks: an address that leads nowhere, a thing that nobody has, one
 * that is somebody else's. The heading says which; one box below says what that means, and leads on.
 * @param title what is not there, or not for you
 * @param id what it is told by, with the name of that
 * @param error where the platform has said so: its meaning is told. Nothing has failed, so there is no trace to hand on.
 * @param text instead of its meaning
 * @param children other ways on than to the list
 */
export function NotThere(props: {
  readonly title: string;
  readonly above?: Above;
  readonly id?: readonly [name: string, value: string] | undefined;
  readonly error?: unknown;
  readonly text?: string;
  readonly children?: ReactNode;
}) {
  const { t } = useTexts();
  const { title, above, id, error } = props;
  const meanings = props.text === undefined ? meaningOf(error, t) : [props.text];
  return (
    <Page title={title} {...(above && { above })}>
      {id && id[1] !== '' && <IdLine name={id[0]} value={id[1]} />}
      <NotThereBox>
        {meanings.map((text) => (
          <Paragraph key={text} className="long">
            {text}
          </Paragraph>
        ))}
        <OtherOrganization error={error} />
        {props.children ?? <ToList {...(above && { above })} />}
      </NotThereBox>
    </Page>
  );
}

/** The box alone, for a page with more to offer. */
export const NotThereBox = ({ children }: { readonly children: ReactNode }) => (
  <Alert data-color="info" className="prose">
    <div className="stack tight">{children}</div>
  </Alert>
);

/** The way on. */
export const ToPage = ({ to, name }: { readonly to: string; readonly name: string }) => (
  <div className="row alert-action">
    <Button asChild variant="secondary" data-size="sm">
      <RouterLink to={to}>{name}</RouterLink>
    </Button>
  </div>
);

/** From what is not there to where those are that are. */
function ToList({ above }: { readonly above?: Above }) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const place = placeOf(pathname) ?? HOME;
  const list = above ?? { to: place.to, name: place.name(t) };
  return <ToPage to={list.to} name={t.common.goTo(list.name)} />;
}
