import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useEffect } from 'react';
import { LOGOUT_URL } from '../api/session.ts';
import { leave } from '../drafts.tsx';

/** Long enough to read the receipt and short enough not to wait; the link is there for who will not wait. */
const PAUSE_MS = 2_500;

/** Logs the browser out, and on to whom the cookie names; says so, with a way to go at once. @param cookie by which the logout knows where to */
export function GoingBack(props: { readonly cookie: string; readonly text: string; readonly goOn: string }) {
  const { cookie } = props;
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the contract passes what was answered to the logout in this cookie
    document.cookie = cookie;
    const timer = setTimeout(() => {
      leave();
      location.assign(LOGOUT_URL);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [cookie]);
  return (
    <>
      <Paragraph>{props.text}</Paragraph>
      <div className="row">
        <Button asChild>
          <a href={LOGOUT_URL} onClick={leave}>
            {props.goOn}
          </a>
        </Button>
      </div>
    </>
  );
}
