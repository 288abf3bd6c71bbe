import { Button } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { now } from '../clock.ts';
import { datesIn } from '../texts/dates.ts';
import { Copy } from './copy.tsx';
import { useIdentity } from './identity.tsx';
import { useWords } from './words.tsx';

/** Whose token is put on, until when, and how to change that. */
export function TokenBar(props: {
  /** Left out where the button that logs in stands by itself. */
  readonly onLogIn?: () => void;
  readonly className?: string;
}) {
  const { onLogIn, className = '' } = props;
  const { t, language } = useWords();
  const { identity, setIdentity } = useIdentity();
  const expires = identity?.expires;
  const isOver = useIsOver(expires);
  const time = expires && datesIn(language).moment(expires);
  return (
    <div className={`token ${className}`}>
      <span role="status" className={identity ? 'small' : 'small none'}>
        {identity ? t.token.as(identity.name) : t.token.none}
        {time && ` · ${isOver ? t.token.expired : t.token.until(time)}`}
      </span>
      {identity && (
        <>
          <Copy text={identity.token} label={t.token.copyToken} />
          <Button variant="tertiary" data-size="sm" onClick={() => setIdentity(undefined)}>
            {t.token.logOut}
          </Button>
        </>
      )}
      {onLogIn && (
        <Button variant={identity ? 'secondary' : 'primary'} data-size="sm" onClick={onLogIn}>
          {t.token.logIn}
        </Button>
      )}
    </div>
  );
}

function useIsOver(expires: string | undefined): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    if (expires === undefined) return;
    const timer = setTimeout(() => setOver(true), Math.max(0, Date.parse(expires) - now()));
    return () => clearTimeout(timer);
  }, [expires]);
  return over;
}
