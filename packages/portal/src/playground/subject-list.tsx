import { List } from '@digdir/designsystemet-react';
import { Fragment } from 'react';
import { useAccessPackage } from '../api/altinn.ts';
import { useRoles } from '../api/authorization.ts';
import { useTexts } from '../texts/index.tsx';
import { PACKAGE_URN, packageUrn, type Subject, subjectsOf } from './subjects.ts';

/** Lines of the explanation in the page's language: roles and access packages by name, with their codes for who looks them up. */
export const SubjectList = ({ of }: { readonly of: readonly string[] }) => {
  const { t } = useTexts();
  return (
    <List.Unordered>
      {of.map((line) => (
        <List.Item key={line} className="long">
          {subjectsOf(line).map((subject, index) => (
            <Fragment key={JSON.stringify(subject)}>
              {index > 0 && ` ${t.playground.with} `}
              <Words of={subject} />
            </Fragment>
          ))}
        </List.Item>
      ))}
    </List.Unordered>
  );
};

function Words({ of }: { readonly of: Subject }) {
  const { t } = useTexts();
  switch (of.kind) {
    case 'role':
      return <Role code={of.id} />;
    case 'package':
      return <Package urn={packageUrn(of.id)} />;
    case 'owner':
      return t.playground.owner(of.id);
    case 'person':
      return t.playground.namedPerson;
    default:
      return of.text;
  }
}

function Role({ code }: { readonly code: string }) {
  const { t } = useTexts();
  const wanted = code.toLowerCase();
  const role = useRoles().data?.find((one) => (one.legacyRoleCode ?? one.code).toLowerCase() === wanted);
  return t.playground.role(role?.name, code);
}

function Package({ urn }: { readonly urn: string }) {
  const { t } = useTexts();
  return t.playground.package(useAccessPackage(urn).data?.name, urn.slice(PACKAGE_URN.length));
}
