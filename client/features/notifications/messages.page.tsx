import { IconMailbox } from '@tabler/icons-react';
import { Instant } from '../../components/instant.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Cell, NameCell } from '../../components/records/cell.tsx';
import { RecordFilterBar, type Choice } from '../../components/records/record-filters.tsx';
import { recordHref } from '../../components/records/record-links.ts';
import {
  MESSAGE_LEVELS,
  MESSAGE_STATES,
  oneOf,
  stateChoices,
} from '../../components/records/record-states.ts';
import { RecordTable } from '../../components/records/record-table.tsx';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useRecordFilters } from '../../components/records/use-record-filters.ts';
import { useRecordList } from '../../components/records/use-record-list.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { MessagesDocument, type MessagesQuery } from '../../gql/graphql.ts';
import { LevelBadge } from './level-badge.tsx';
import classes from './messages.module.css';

type Message = MessagesQuery['notifications']['edges'][number]['node'];

const COLUMNS = ['Subject', 'Recipient', 'Queued', 'Sent', 'Tries', 'State'];
const KEYS = ['state', 'level'] as const;
const LEVELS = Object.entries(MESSAGE_LEVELS).map(([value, label]) => ({ value, label }));

function MessageRow({ message }: { message: Message }) {
  const { id, subject, recipient, queuedAt, sentAt, attempts, state, level, lastError } = message;
  return (
    <tr role="row">
      <NameCell href={recordHref('message', id)} name={subject} title={<LevelBadge level={level} />} />
      <Cell
        label="Recipient"
        className={classes.recipient}
        note={recipient.name === null ? undefined : recipient.address}
      >
        {recipient.name ?? recipient.address}
      </Cell>
      <Cell label="Queued">
        <Instant at={queuedAt} />
      </Cell>
      <Cell label="Sent">{sentAt ? <Instant at={sentAt} /> : '–'}</Cell>
      <Cell label="Tries">{attempts}</Cell>
      <Cell
        label="State"
        className={classes.state}
        note={(state === 'FAILED' || state === 'QUEUED') && lastError ? lastError : undefined}
      >
        <StateBadge state={MESSAGE_STATES[state]} />
      </Cell>
    </tr>
  );
}

export default function MessagesPage() {
  useDocumentTitle('Messages');
  const filters = useRecordFilters(KEYS);
  const { q, state, level } = filters.values;
  const list = useRecordList(MessagesDocument, 'notifications', {
    search: q,
    state: oneOf(MESSAGE_STATES, state),
    level: oneOf(MESSAGE_LEVELS, level),
  });
  const choices: Choice<(typeof KEYS)[number]>[] = [
    { key: 'state', label: 'State', all: 'Any state', options: stateChoices(MESSAGE_STATES) },
    { key: 'level', label: 'Level', all: 'Any level', options: LEVELS },
  ];
  return (
    <>
      <PageHeader title="Messages">
        What tasks have written to people, newest first. Deliver Messages mails them.
      </PageHeader>
      <RecordFilterBar
        filters={filters}
        search={{ label: 'Search messages', placeholder: 'Search subject or recipient' }}
        choices={choices}
      />
      <RecordTable
        list={list}
        noun={{ one: 'message', many: 'messages' }}
        columns={COLUMNS}
        className={classes.table}
        filters={filters}
        empty={{
          icon: IconMailbox,
          text: 'They appear here as soon as a task has something to tell somebody.',
        }}
      >
        {(message) => <MessageRow key={message.id} message={message} />}
      </RecordTable>
    </>
  );
}
