import { Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { PlusIcon } from '@navikt/aksel-icons';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { ApiFailure } from '../api/http.ts';
import { useClaim, useOperatedOrganizations, useOperator, useOperators, usePlatformSetup } from '../api/operator.ts';
import { Command } from '../components/command.tsx';
import { NotLoaded } from '../components/failure.tsx';
import { useInAddress } from '../components/in-address.ts';
import { Loading } from '../components/loading.tsx';
import { Page } from '../components/page.tsx';
import { useSay } from '../components/status.tsx';
import { SubmissionFaults, useSubmission } from '../components/submission.tsx';
import { meaningOf } from '../texts/refusal-words.ts';
import { OrganizationsPart } from './organizations-part.tsx';
import { PeoplePart } from './people-part.tsx';
import { AUDIT, LOG_INS, NEW_ORGANIZATION } from './places.ts';
import { StepsPart } from './steps-part.tsx';
import { useTexts } from './words.ts';

const COMMAND = 'npx portvakt operator code';

/** Where whoever operates the platform sets it up; and where one becomes an operator. */
export function OperatorPage() {
  const { t } = useTexts();
  const state = useOperator();
  const isOperator = state.data?.operator === true;
  // Who comes here mostly is one: until it is known the page has the form that it then keeps.
  const mayBe = isOperator || state.data === undefined;
  return (
    <Page
      title={t.operator.title}
      lead={mayBe ? t.operator.lead : t.operator.claim.lead}
      narrow={!mayBe}
      actions={mayBe && <Add />}
    >
      {state.isPending && <Loading as="table" />}
      {state.isLoadingError && <NotLoaded what="operator" error={state.error} retry={state.refetch} />}
      {state.data && (isOperator ? <Parts /> : <ClaimForm />)}
    </Page>
  );
}

function Add() {
  const { t } = useTexts();
  return (
    <div className="row">
      <Button asChild variant="secondary">
        <RouterLink to={AUDIT}>{t.operator.audit}</RouterLink>
      </Button>
      <Button asChild variant="secondary">
        <RouterLink to={LOG_INS}>{t.operator.sessions}</RouterLink>
      </Button>
      <Button asChild>
        <RouterLink to={NEW_ORGANIZATION}>
          <PlusIcon aria-hidden className="icon" />
          {t.operator.organizations.new}
        </RouterLink>
      </Button>
    </div>
  );
}

function Parts() {
  // How much there is of each decides where all that is below it stands; what is looked for later changes no more.
  const [words] = useInAddress('q');
  const reads = [usePlatformSetup(), useOperatedOrganizations(words.trim()), useOperators()];
  const [hasCome, setCome] = useState(false);
  if (!hasCome && !reads.some(({ isPending }) => isPending)) setCome(true);
  if (!hasCome) return <Loading as="table" />;
  return (
    <div className="stack">
      <StepsPart />
      <OrganizationsPart />
      <PeoplePart />
    </div>
  );
}

type Faults = Partial<Record<'code', string>>;

/** The code is typed, and kept nowhere. */
function ClaimForm() {
  const { t } = useTexts();
  const say = useSay();
  const claim = useClaim();
  const [code, setCode] = useState('');
  const words = t.operator.claim;
  const way = useSubmission<Faults>({
    none: {},
    check: () => (code.trim() === '' ? { code: words.empty } : {}),
    async send() {
      try {
        await claim.mutateAsync(code.trim().slice(0, 100));
      } catch (error) {
        if (error instanceof ApiFailure && error.code === 'code-refused')
          return { code: meaningOf(error, t).join(' ') };
        throw error;
      }
      say(words.done);
      return undefined;
    },
    named: () => ({}),
  });
  return (
    <form className="stack prose" noValidate onSubmit={way.submit}>
      <Heading level={2} data-size="xs">
        {words.howTitle}
      </Heading>
      <Paragraph>{words.how}</Paragraph>
      <Command of={COMMAND} label={words.command} />
      <SubmissionFaults of={way} />
      <Textfield
        id="code"
        label={words.label}
        value={code}
        error={way.faults.code}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        onChange={({ target }) => setCode(target.value)}
      />
      <div className="row">
        <Button type="submit" loading={way.busy}>
          {words.send}
        </Button>
      </div>
    </form>
  );
}
