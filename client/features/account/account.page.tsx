import { IconKey } from '@tabler/icons-react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { HOME } from '../../components/access/return-path.ts';
import { METHODS, ROLES } from '../../components/access/roles.ts';
import { announce } from '../../components/announcer.tsx';
import { Columns } from '../../components/columns.tsx';
import { Fact, Facts } from '../../components/fact.tsx';
import { useFacility } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import classes from './account.module.css';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';

/** For those whom the identity provider knows: there is nothing to change here. */
function KeptElsewhere({ name, email }: { name: string; email: string | null }) {
  return (
    <Panel title="Name and address">
      <Facts>
        <Fact name="Name">{name}</Fact>
        <Fact name="E-mail address">{email}</Fact>
      </Facts>
      <p className={classes.note}>
        The facility’s identity provider keeps your name, address, password and role. Change them there; they
        count here from your next sign-in.
      </p>
    </Panel>
  );
}

/** What a person may change of their own account, and how they are signed in. */
export default function AccountPage() {
  useDocumentTitle('Your account');
  const { viewer } = useFacility();
  const [, navigate] = useLocation();
  const [params] = useSearchParams();
  const welcome = params.has('welcome');
  const { name, email, role, signedInBy, expiresAt } = viewer;
  const onPasswordSet = () => {
    announce(`Your password is set. Next time, sign in as ${email} with it.`);
    if (welcome) navigate(HOME);
  };
  return (
    <>
      <PageHeader title="Your account" />
      {welcome && signedInBy === 'link' && (
        <div className={classes.welcome}>
          <Notice
            tone="accent"
            icon={IconKey}
            title={`Welcome, ${name}`}
            action={<Link href={HOME}>Skip for now</Link>}
          >
            The link that brought you here worked once. Set a password to come in by yourself next time, as{' '}
            {email}.
          </Notice>
        </div>
      )}
      <Columns
        main={
          signedInBy === 'oidc' ? (
            <KeptElsewhere name={name} email={email} />
          ) : (
            <>
              <PasswordForm viewer={viewer} onDone={onPasswordSet} />
              <ProfileForm viewer={viewer} />
            </>
          )
        }
        aside={
          <Panel title="Signed in">
            <Facts>
              {signedInBy && <Fact name="How">{METHODS[signedInBy].replace(/^w/, 'W')}</Fact>}
              {expiresAt && (
                <Fact name="Until">
                  <Instant at={expiresAt} as="both" />
                </Fact>
              )}
              <Fact name="Role">{ROLES[role].label}</Fact>
            </Facts>
            <p className={classes.note}>{ROLES[role].may}</p>
          </Panel>
        }
      />
    </>
  );
}
