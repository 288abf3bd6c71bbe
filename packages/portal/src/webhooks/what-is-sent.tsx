import { Heading, Link, Paragraph } from '@digdir/designsystemet-react';
import { Facts } from '../components/facts.tsx';
import { Sample } from '../components/sample.tsx';
import { useTexts } from './words.ts';

/** What events are about, as their type says it. */
const KINDS =
  'system, system-user-request, system-user-change-request, system-user, consent, delegation, access-request, scope-delegation, client, key, scope, scope-access, resource, policy, access-list, signing-key, sandbox';

const exampleFrom = (source: string): string =>
  JSON.stringify(
    {
      specversion: '1.0',
      id: '42',
      source,
      type: 'no.portvakt.system-user-request.accepted',
      subject: '0195d2a4-7c1e-4b57-9d0e-3f6f6f0c1a2b',
      time: '2026-01-01T08:00:00.000Z',
      datacontenttype: 'application/json',
      data: {
        userType: 'standard',
        systemId: '310019747_lonn',
        vendor: '310019747',
        partyOrganization: '310044423',
        externalRef: '310044423',
      },
    },
    undefined,
    2,
  );

/** What a program that listens gets, so that it can be written before anything has happened. */
export function WhatIsSent() {
  const { t } = useTexts();
  const words = t.webhooks;
  return (
    <section className="stack tight">
      <Heading level={2} data-size="xs">
        {words.sent}
      </Heading>
      <Paragraph className="prose">{words.sentHelp}</Paragraph>
      <Facts of={[[words.about, <code key="kinds">{KINDS}</code>]]} />
      <Sample of={exampleFrom(location.origin)} label={words.example} />
      <Link href="/docs#/sandbox/followEvents">{words.fetch}</Link>
    </section>
  );
}
