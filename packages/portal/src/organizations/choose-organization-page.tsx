import { Alert, Button, Paragraph, Tag } from '@digdir/designsystemet-react';
import { ChevronRightIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { NotLoaded } from '../components/failure.tsx';
import { Loading } from '../components/loading.tsx';
import { Name } from '../components/name.tsx';
import { Page } from '../components/page.tsx';
import { SearchBox } from '../components/search-box.tsx';
import { isolated } from '../texts/names.ts';
import { useOrganizations } from './organization-context.tsx';
import { grouped } from './organization-number.ts';
import { matching, type Organization } from './organizations.ts';
import { useTexts } from './words.ts';

const MANY = 8;

/**
 * The list of organisations that the person may act for.
 * @param stay leave the address as it is: the page that was asked for comes as soon as one has chosen
 */
export default function ChooseOrganizationPage({ stay = false }: { readonly stay?: boolean }) {
  const { t } = useTexts();
  const { organizations, organization: chosen, lost, pending, error, retry, choose } = useOrganizations();
  const navigate = useNavigate();
  const [words, setWords] = useState('');
  const shown = matching(organizations, words);
  const take = (organization: Organization) => {
    choose(organization);
    if (!stay) navigate('/');
  };
  return (
    <Page title={t.organizations.title} narrow {...(organizations.length > 0 && { lead: t.organizations.lead })}>
      {lost !== undefined && (
        <Alert data-color="warning" role="alert" className="prose">
          {t.lostOrganization(grouped(lost))}
        </Alert>
      )}
      {pending && <Loading as="choices" />}
      {error !== undefined && <NotLoaded what="organizations" error={error} retry={retry} />}
      {!pending && error === undefined && organizations.length === 0 && <Paragraph>{t.organizations.none}</Paragraph>}
      {organizations.length > MANY && (
        <SearchBox label={t.organizations.filter} value={words} hits={shown.length} onChange={setWords} />
      )}
      <ul className="plain stack tight prose organizations">
        {shown.map((organization) => (
          <li key={organization.number}>
            <Button
              variant="secondary"
              onClick={() => take(organization)}
              style={{ width: '100%', justifyContent: 'space-between' }}
            >
              <span className="pick-words">
                <Name of={organization.name} />{' '}
                <span className="pick-detail">
                  {t.organizations.number(grouped(organization.number))}
                  {organization.above !== undefined && ` · ${t.organizations.subunit(isolated(organization.above))}`}
                </span>
              </span>
              <span className="row tight">
                {organization.number === chosen?.number && (
                  <Tag data-color="success" data-size="sm">
                    {t.organizations.chosen}
                  </Tag>
                )}
                <ChevronRightIcon aria-hidden className="icon small" />
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
