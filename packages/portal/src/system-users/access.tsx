import { Card, Details, Heading, List, Paragraph } from '@digdir/designsystemet-react';
import { useAccessPackage, useResource } from '../api/altinn.ts';
import type { Right } from '../api/types.ts';
import { useTexts } from '../texts/index.tsx';
import { nameOfUrn, resourceIds, wordsOf } from './words.ts';

/** Services by right, each with what it is for. */
export function RightList({ rights, level = 2, title }: ListProps & { readonly rights: readonly Right[] }) {
  const ids = resourceIds(rights);
  if (ids.length === 0) return null;
  return (
    <section className="stack tight">
      <Heading level={level} data-size={level === 2 ? 'xs' : '2xs'}>
        {title}
      </Heading>
      <ul className="plain stack tight">
        {ids.map((id) => (
          <li key={id}>
            <Service id={id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Access packages, each with what it gives. */
export function PackageList({ urns, level = 2, title }: ListProps & { readonly urns: readonly string[] }) {
  if (urns.length === 0) return null;
  return (
    <section className="stack tight">
      <Heading level={level} data-size={level === 2 ? 'xs' : '2xs'}>
        {title}
      </Heading>
      <ul className="plain stack tight">
        {urns.map((urn) => (
          <li key={urn}>
            <Package urn={urn} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ListProps {
  readonly title: string;
  readonly level?: 2 | 3 | 4;
}

function Service({ id }: { readonly id: string }) {
  const { t, language } = useTexts();
  const resource = useResource(id).data;
  const purpose = wordsOf(resource?.rightDescription, language) ?? wordsOf(resource?.description, language);
  const owner = wordsOf(resource?.hasCompetentAuthority?.name, language);
  return (
    <Card data-color="neutral">
      <div className="stack tight">
        <Paragraph>
          <strong className="long">{wordsOf(resource?.title, language) ?? id}</strong>
        </Paragraph>
        {purpose !== undefined && <Paragraph data-size="sm">{purpose}</Paragraph>}
        {owner !== undefined && <Paragraph data-size="sm">{t.request.owner(owner)}</Paragraph>}
      </div>
    </Card>
  );
}

function Package({ urn }: { readonly urn: string }) {
  const { t } = useTexts();
  const found = useAccessPackage(urn).data;
  const resources = (found?.resources ?? []).map(({ name }) => name);
  return (
    <Card data-color="neutral">
      <div className="stack tight">
        <Paragraph>
          <strong className="long">{found?.name ?? nameOfUrn(urn)}</strong>
        </Paragraph>
        {found && <Paragraph data-size="sm">{found.description}</Paragraph>}
        {resources.length > 0 && (
          <Details>
            <Details.Summary>{t.request.gives}</Details.Summary>
            <Details.Content>
              <List.Unordered>
                {resources.map((resource) => (
                  <List.Item key={resource}>{resource}</List.Item>
                ))}
              </List.Unordered>
            </Details.Content>
          </Details>
        )}
      </div>
    </Card>
  );
}
