import { Card, Heading, Paragraph } from '@digdir/designsystemet-react';
import { Link } from 'react-router';
import { usePrefixes } from './api/selfservice.ts';
import { Page } from './components/page.tsx';
import type { Organization } from './organizations/organizations.ts';
import { WithOrganization } from './organizations/with-organization.tsx';
import { useTexts } from './texts/index.tsx';

export const HomePage = () => (
  <WithOrganization>{(organization) => <Home organization={organization} />}</WithOrganization>
);

/** The cards of Samarbeidsportalen and of system users; scopes and resources only for an organisation that owns a prefix, as service owners do. */
function Home({ organization }: { readonly organization: Organization }) {
  const { t } = useTexts();
  const prefixes = usePrefixes(organization.number);
  const ownsPrefix = (prefixes.data ?? []).length > 0;
  const cards = [
    { to: '/clients', title: t.header.clients, text: t.home.clients, shown: true },
    { to: '/scopes', title: t.header.scopes, text: t.home.scopes, shown: ownsPrefix },
    {
      to: '/accessmanagement/ui/systemuser/overview',
      title: t.header.systemUsers,
      text: t.home.systemUsers,
      shown: true,
    },
    { to: '/resources', title: t.header.resources, text: t.home.resources, shown: ownsPrefix },
    { to: '/playground', title: t.playground.title, text: t.playground.lead, shown: true },
  ];
  return (
    <Page title={t.home.title}>
      <Paragraph data-size="lg">{t.home.lead(organization.name)}</Paragraph>
      <div className="cards">
        {cards
          .filter(({ shown }) => shown)
          .map(({ to, title, text }) => (
            <Card key={to} data-color="accent">
              <Heading level={2} data-size="sm">
                <Link to={to}>{title}</Link>
              </Heading>
              <Paragraph>{text}</Paragraph>
            </Card>
          ))}
      </div>
    </Page>
  );
}
