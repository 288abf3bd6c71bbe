import { Popover } from '@digdir/designsystemet-react';
import { Buildings3Icon, CheckmarkIcon, ChevronUpDownIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { Name } from '../components/name.tsx';
import { PickList } from '../components/pick-list.tsx';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { grouped } from '../organizations/organization-number.ts';
import { useTexts } from '../texts/index.tsx';
import { isolated } from '../texts/names.ts';
import { placeOf } from './places.ts';

/** Whom one acts for, and the way to act for another. A page about one thing of the former leads to the list that it is in. */
export function OrganizationSwitcher() {
  const { t } = useTexts();
  const { organization, organizations, choose } = useOrganizations();
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  if (organizations.length === 0) return null;
  const take = (number: string) => {
    const chosen = organizations.find((one) => one.number === number);
    setOpen(false);
    if (!chosen || chosen === organization) return;
    choose(chosen);
    const place = placeOf(pathname);
    if (place && place.to !== pathname && !pathname.includes('request')) navigate(place.to);
  };
  return (
    <Popover.TriggerContext>
      <Popover.Trigger variant="secondary" data-color="neutral" className="switcher" aria-expanded={open}>
        <Buildings3Icon aria-hidden className="icon" />
        {organization && <span className="ds-sr-only">{t.header.actingFor}</span>}
        <span className="one-line">
          <Name of={organization?.name ?? t.organizations.choose} />
        </span>
        {organization && <span className="number wide">{grouped(organization.number)}</span>}
        {organization && <span className="ds-sr-only">{t.header.change}</span>}
        <ChevronUpDownIcon aria-hidden className="icon small" />
      </Popover.Trigger>
      <Popover
        open={open}
        onOpen={() => setOpen(true)}
        onClose={() => setOpen(false)}
        placement="bottom-start"
        className="switcher-list"
        data-color="neutral"
      >
        {open && (
          <PickList
            label={t.header.change}
            placeholder={t.organizations.filter}
            none={t.organizations.noHits}
            picks={organizations.map(({ name, number, above }) => ({
              id: number,
              label: name,
              detail: `${grouped(number)}${above === undefined ? '' : ` · ${t.organizations.subunit(isolated(above))}`}`,
            }))}
            draw={({ id, label, detail }) => (
              <>
                <span className="pick-words">
                  <Name of={label} />
                  <span className="pick-detail">{detail}</span>
                </span>
                {id === organization?.number && <CheckmarkIcon aria-hidden className="icon" />}
              </>
            )}
            onPick={({ id }) => take(id)}
          />
        )}
      </Popover>
    </Popover.TriggerContext>
  );
}
