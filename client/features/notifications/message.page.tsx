import { Fact, Facts } from '../../components/fact.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Panel } from '../../components/panel.tsx';
import { Columns } from '../../components/columns.tsx';
import { RecordPage } from '../../components/records/record-page.tsx';
import { MESSAGE_LEVELS, MESSAGE_STATES } from '../../components/records/record-states.ts';
import { StateBadge } from '../../components/records/state-badge.tsx';
import { useRecord } from '../../components/records/use-record.ts';
import { useDocumentTitle } from '../../components/use-document-title.ts';
import { MessagePageDocument, type MessageFactsFragment } from '../../gql/graphql.ts';
import { LevelBadge } from './level-badge.tsx';
import { MessageHistory } from './message-history.tsx';
import { MessagePreview } from './message-preview.tsx';
import { RetryButton } from './retry-button.tsx';

function MessageView({ message }: { message: MessageFactsFragment }) {
  const { subject, state, level, kind, recipient } = message;
  useDocumentTitle(`Message: ${subject}`);
  return (
    <>
      <PageHeader
        title={subject}
        back={{ to: '/messages', text: 'Messages' }}
        badges={
          <>
            <StateBadge state={MESSAGE_STATES[state]} />
            <LevelBadge level={level} />
          </>
        }
        actions={<RetryButton message={message} />}
      >
        To {recipient.name === null ? recipient.address : `${recipient.name} <${recipient.address}>`}
      </PageHeader>
      <Columns
        main={<MessagePreview message={message} />}
        aside={
          <>
            <MessageHistory message={message} />
            <Panel title="Details">
              <Facts>
                <Fact name="Template">{kind}</Fact>
                <Fact name="Level">{MESSAGE_LEVELS[level]}</Fact>
                <Fact name="Address">{recipient.address}</Fact>
              </Facts>
            </Panel>
          </>
        }
      />
    </>
  );
}

export default function MessagePage({ id }: { id: string }) {
  const { data, error, retry } = useRecord(MessagePageDocument, id);
  return (
    <RecordPage noun="message" item={data?.notification} error={error} retry={retry}>
      {(message) => <MessageView message={message} />}
    </RecordPage>
  );
}
