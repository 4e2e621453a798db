import { Button } from '@mantine/core';
import { IconBan, IconKey } from '@tabler/icons-react';
import { ROLES } from '../../components/access/roles.ts';
import { ActionButton } from '../../components/action/action-button.tsx';
import { ActionDialog, DialogBody, DialogButtons, Effect } from '../../components/action/action-dialog.tsx';
import { useFrame } from '../../components/action/frame.ts';
import { Refused } from '../../components/action/refused.tsx';
import { useAction } from '../../components/action/use-action.ts';
import { announce } from '../../components/announcer.tsx';
import { useNow } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { Cell } from '../../components/records/cell.tsx';
import { RecordTable } from '../../components/records/record-table.tsx';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { usePagedList } from '../../components/records/use-record-list.ts';
import { RevokeTokenDocument, TokensDocument, type TokenFactsFragment } from '../../gql/graphql.ts';
import classes from './access.module.css';
import { MakeTokenButton } from './make-token.tsx';
import { tokenState } from './token-states.ts';

type Token = TokenFactsFragment;

const COLUMNS = ['Name', 'Role', 'State', 'Last used', 'Ends', 'Made', 'Actions'];
const NO_FILTERS = { any: false, clear: () => undefined };

function RevokeQuestion({ token: { id, name } }: { token: Token }) {
  const { close } = useFrame();
  const { act, loading, error } = useAction(RevokeTokenDocument, {
    onDone: () => {
      announce(`The token ${name} is revoked.`);
      close();
    },
  });
  return (
    <DialogBody>
      <Effect>
        Programs that send it are refused from now on, and their open connections are closed within 5 seconds.
        It cannot be undone: they need another token.
      </Effect>
      <Refused title="The token was not revoked" error={error} />
      <DialogButtons>
        <Button variant="default" onClick={close} data-autofocus>
          Keep it
        </Button>
        <Button
          color="red.9"
          leftSection={<IconBan size={16} aria-hidden />}
          loading={loading}
          onClick={() => act({ id })}
        >
          Revoke the token
        </Button>
      </DialogButtons>
    </DialogBody>
  );
}

function TokenRow({ token }: { token: Token }) {
  const now = useNow();
  const { name, role, ending, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt } = token;
  const over = revokedAt !== null || Date.parse(expiresAt) <= now;
  return (
    <tr role="row" data-muted={over || undefined}>
      <td role="cell" className={classes.name}>
        <b>{name}</b>
        <div className={classes.second}>ends in {ending}</div>
      </td>
      <Cell label="Role">{ROLES[role].label}</Cell>
      <Cell label="State">
        <StateBadge state={tokenState(token, now)} />
      </Cell>
      <Cell label="Last used">{lastUsedAt ? <Instant at={lastUsedAt} /> : 'Never'}</Cell>
      <Cell label="Ends">
        <Instant at={revokedAt ?? expiresAt} />
      </Cell>
      <Cell label="Made" note={<Instant at={createdAt} />}>
        by {createdBy}
      </Cell>
      <td role="cell" className={classes.actions}>
        <ActionButton
          icon={IconBan}
          of={name}
          hint={`End the token ${name} for good`}
          offered={!over}
          size="compact-sm"
          dialog={
            <ActionDialog title={`Revoke the token ${name}?`}>
              <RevokeQuestion token={token} />
            </ActionDialog>
          }
        >
          Revoke
        </ActionButton>
      </td>
    </tr>
  );
}

/** The tokens with which programs ask. */
export function Tokens() {
  const list = usePagedList(TokensDocument, 'tokens', {});
  return (
    <>
      <div className={classes.bar}>
        <p>Give each program a token of its own, with the least role that is enough.</p>
        <MakeTokenButton onMade={() => void list.readAgain().catch(() => undefined)} />
      </div>
      <RecordTable
        list={list}
        noun={{ one: 'token', many: 'tokens' }}
        columns={COLUMNS}
        className={classes.tokens}
        filters={NO_FILTERS}
        empty={{ icon: IconKey, text: 'Make one for a program that asks this server through its API.' }}
      >
        {(token) => <TokenRow key={token.id} token={token} />}
      </RecordTable>
    </>
  );
}
