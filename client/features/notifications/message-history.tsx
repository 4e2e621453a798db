import type { ReactNode } from 'react';
import { useClock } from '../../components/facility.ts';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/panel.tsx';
import { countText } from '../../components/count-text.ts';
import type { MessageFactsFragment } from '../../gql/graphql.ts';
import classes from './messages.module.css';

function Step({ name, tone, children }: { name: string; tone?: 'ok' | 'bad'; children?: ReactNode }) {
  return (
    <li data-tone={tone}>
      <b>{name}</b>
      {children && <div className={classes.stepText}>{children}</div>}
    </li>
  );
}

/** A time that has come waits for the task that mails. */
function NextTry({ at }: { at: string }) {
  const due = useClock((now) => Date.parse(at) <= now);
  if (due) return <>when Deliver Messages runs next</>;
  return (
    <>
      not before <Instant at={at} as="both" />
    </>
  );
}

/** What has become of a message so far, and what comes next. */
export function MessageHistory({ message }: { message: MessageFactsFragment }) {
  const { state, queuedAt, attempts, lastError, nextAttemptAt, sentAt } = message;
  return (
    <Panel title="History">
      <ol className={classes.steps}>
        <Step name="Queued">
          <Instant at={queuedAt} as="both" />
        </Step>
        {attempts > 0 && (
          <Step name={`Tried ${attempts === 1 ? 'once' : countText(attempts, 'time')}`}>
            {lastError && <>The last error: {lastError}</>}
          </Step>
        )}
        {nextAttemptAt && (
          <Step name={attempts > 0 ? 'Next try' : 'First try'}>
            <NextTry at={nextAttemptAt} />
          </Step>
        )}
        {sentAt && (
          <Step name="Sent" tone="ok">
            <Instant at={sentAt} as="both" />
          </Step>
        )}
        {(state === 'READ' || state === 'ACKNOWLEDGED') && <Step name="Read" tone="ok" />}
        {state === 'ACKNOWLEDGED' && <Step name="Acknowledged" tone="ok" />}
        {state === 'FAILED' && (
          <Step name="Given up" tone="bad">
            It is not tried again unless somebody asks for it.
          </Step>
        )}
      </ol>
    </Panel>
  );
}
