import { IconUser, IconUsers } from '@tabler/icons-react';
import { roleText } from '../../components/access/roles.ts';
import { Badge } from '../../components/badge.tsx';
import { useFacility } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { Cell } from '../../components/records/cell.tsx';
import { RecordTable } from '../../components/records/record-table.tsx';
import { usePagedList } from '../../components/records/use-record-list.ts';
import { AccountsDocument, type AccountFactsFragment, type SignInMethod } from '../../gql/graphql.ts';
import classes from './access.module.css';
import { AccountActions } from './account-actions.tsx';
import { AddAccountButton } from './add-account.tsx';

const COLUMNS = ['Name', 'Role', 'Signs in with', 'Last sign-in', 'Actions'];
const NO_FILTERS = { any: false, clear: () => undefined };

const WAYS: Record<SignInMethod, string> = {
  oidc: 'Facility account',
  password: 'Password',
  link: 'One-time link',
};

interface RowProps {
  account: AccountFactsFragment;
  onRemoved: () => Promise<unknown>;
}

function AccountRow({ account, onRemoved }: RowProps) {
  const { id, name, email, role, methods, lastSignInAt } = account;
  const own = useFacility().viewer.id === id;
  return (
    <tr role="row">
      <td role="cell" className={classes.name}>
        <span className={classes.first}>
          <b>{name}</b>
          {own && (
            <Badge tone="accent" icon={IconUser}>
              You
            </Badge>
          )}
        </span>
        <div className={classes.second}>{email}</div>
      </td>
      <Cell label="Role">{roleText(role)}</Cell>
      <Cell label="Signs in with">
        {methods.length > 0 ? methods.map((method) => WAYS[method]).join(', ') : 'No password yet'}
      </Cell>
      <Cell label="Last sign-in">{lastSignInAt ? <Instant at={lastSignInAt} /> : 'Never'}</Cell>
      <td role="cell" className={classes.actions}>
        <AccountActions account={account} onRemoved={onRemoved} />
      </td>
    </tr>
  );
}

/** The accounts of this console. */
export function Accounts() {
  const list = usePagedList(AccountsDocument, 'accounts', {});
  const readAgain = () => void list.readAgain().catch(() => undefined);
  return (
    <>
      <div className={classes.bar}>
        <p>A new account gets a one-time link, with which its owner comes in and sets a password.</p>
        <AddAccountButton onAdded={readAgain} />
      </div>
      <RecordTable
        list={list}
        noun={{ one: 'account', many: 'accounts' }}
        columns={COLUMNS}
        className={classes.accounts}
        filters={NO_FILTERS}
        empty={{ icon: IconUsers, text: 'Add one for each person who works here.' }}
      >
        {(account) => <AccountRow key={account.id} account={account} onRemoved={list.readAgain} />}
      </RecordTable>
    </>
  );
}
