import { Alert, Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { pageSegment } from '../api/path.ts';
import { organizationName } from '../api/selfservice.ts';
import { type AskedAgent, type OwnSystem, useAskCustomer } from '../api/vendor.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { Facts } from '../components/facts.tsx';
import { Page } from '../components/page.tsx';
import { RequiredNote } from '../components/required-note.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { Time } from '../components/time.tsx';
import { KeptNotice, useKept } from '../drafts.tsx';
import { useOrganizationNames } from '../organizations/organization-names.ts';
import { digitsOf, grouped } from '../organizations/organization-number.ts';
import { wordsOf } from '../system-users/words.ts';
import { AskFieldset } from './ask-fields.tsx';
import { askBody, askFaults, askFor, serverAskFaults } from './ask-form.ts';
import { usePackageChoices } from './choices.ts';
import type { SystemFaults } from './system-form.ts';
import { WithSystem } from './with-system.tsx';
import { useTexts } from './words.ts';

export function AskPage() {
  const { t } = useTexts();
  return (
    <WithSystem below={t.systems.ask.title}>{(vendor, system) => <Ask vendor={vendor} system={system} />}</WithSystem>
  );
}

interface OfSystem {
  readonly vendor: string;
  readonly system: OwnSystem;
}

/** A vendor asks a customer for a system user, and gets the link to send. */
function Ask({ vendor, system }: OfSystem) {
  const { t, language } = useTexts();
  const [asked, setAsked] = useState<AskedAgent>();
  const name = wordsOf(system.name, language) ?? system.id;
  return (
    <Page
      title={asked ? t.systems.ask.done : t.systems.ask.titleFor(name)}
      above={{ to: `/systems/${pageSegment(system.id)}`, name }}
      {...(asked ? {} : { lead: t.systems.ask.lead(name) })}
    >
      {asked ? (
        <Receipt vendor={vendor} asked={asked} onAnother={() => setAsked(undefined)} />
      ) : (
        <AskForm vendor={vendor} system={system} onAsked={setAsked} />
      )}
    </Page>
  );
}

function AskForm({ vendor, system, onAsked }: OfSystem & { readonly onAsked: (asked: AskedAgent) => void }) {
  const { t } = useTexts();
  const ask = useAskCustomer(vendor);
  const forClients = new Set(usePackageChoices().all.flatMap((one) => (one.forClients ? [one.value] : [])));
  const kept = useKept(`ask ${system.id}`, askFor(system));
  const packages = system.accessPackages
    .map(({ urn }) => urn)
    .filter((urn) => kept.value.kind === 'agent' || !forClients.has(urn));
  const fields = { ...kept.value, packages: kept.value.packages.filter((urn) => packages.includes(urn)) };
  const way = useSubmission<SystemFaults>({
    none: {},
    check: () => askFaults(fields, t),
    async send() {
      const name = await organizationName(digitsOf(fields.customer), vendor);
      if (name === undefined) return { customer: t.systems.ask.customerUnknown };
      const asked = await ask.mutateAsync({ kind: fields.kind, body: askBody(system, fields) });
      kept.reset();
      onAsked(asked);
      return undefined;
    },
    named: (named) => serverAskFaults(named, t),
  });
  return (
    <>
      <KeptNotice of={kept} />
      <SubmissionFaults of={way} />
      <form className="stack" noValidate onSubmit={way.submit}>
        <RequiredNote />
        <AskFieldset
          vendor={vendor}
          system={system}
          fields={fields}
          faults={way.faults}
          packages={packages}
          onChange={kept.set}
        />
        <div className="row">
          <Button type="submit" loading={way.busy}>
            {t.systems.ask.send}
          </Button>
          <Button asChild variant="secondary">
            <Link to={`/systems/${pageSegment(system.id)}?tab=requests`} onClick={kept.clear}>
              {t.common.cancel}
            </Link>
          </Button>
        </div>
      </form>
    </>
  );
}

/** The link that the customer answers by. */
function Receipt(props: { readonly vendor: string; readonly asked: AskedAgent; readonly onAnother: () => void }) {
  const { t } = useTexts();
  const { asked } = props;
  const name = useOrganizationNames([asked.partyOrgNo], props.vendor)(asked.partyOrgNo);
  return (
    <div className="stack prose">
      <Alert data-color="success" role="status">
        <Heading level={2} data-size="2xs">
          {name}
        </Heading>
        <Paragraph>{t.systems.ask.doneText}</Paragraph>
      </Alert>
      <Textfield label={t.systems.ask.link} value={asked.confirmUrl} readOnly />
      <div className="row">
        <CopyButton text={asked.confirmUrl} label={t.systems.ask.link} />
      </div>
      <Facts
        of={[
          [t.systems.life.customer, `${name} (${grouped(asked.partyOrgNo)})`],
          [t.systems.life.reference, asked.externalRef],
          [t.systems.life.asked, <Time key="asked" of={asked.created} as="moment" />],
        ]}
      />
      <div className="row">
        <Button asChild>
          <Link to={`/systems/${pageSegment(asked.systemId)}?tab=requests`}>{t.systems.ask.follow}</Link>
        </Button>
        <Button variant="secondary" onClick={props.onAnother}>
          {t.systems.ask.another}
        </Button>
      </div>
    </div>
  );
}
