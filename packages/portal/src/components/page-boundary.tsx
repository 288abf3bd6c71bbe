import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { Component, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { useTexts } from '../texts/index.tsx';

/** Stands round the pages: one that cannot be fetched (the portal was renewed meanwhile, or the platform is away) or that fails leaves the frame as it is. */
export function PageBoundary({ children }: { readonly children: ReactNode }) {
  const { pathname } = useLocation();
  return <Boundary key={pathname}>{children}</Boundary>;
}

class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Broken level={1} /> : this.props.children;
  }
}

/** What belongs to the page could not be fetched: loaded anew it may be had. */
export function Broken({ level }: { readonly level: 1 | 2 }) {
  const { t } = useTexts();
  return (
    <Alert data-color="danger" role="alert">
      <div className="stack tight">
        <Heading level={level} data-size="2xs">
          {t.common.pageBroken}
        </Heading>
        <Paragraph>{t.common.pageBrokenText}</Paragraph>
        <div className="row">
          <Button variant="secondary" data-size="sm" onClick={() => location.reload()}>
            {t.common.reload}
          </Button>
        </div>
      </div>
    </Alert>
  );
}
