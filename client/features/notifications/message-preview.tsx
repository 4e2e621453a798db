import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '../../components/panel.tsx';
import { styleNonce } from '../../components/style-nonce.ts';
import type { MessageFactsFragment } from '../../gql/graphql.ts';
import { framedHtml } from './framed-html.ts';
import classes from './messages.module.css';

const FORMS = [
  { value: 'html', label: 'HTML' },
  { value: 'text', label: 'Text' },
];

/** The message as it is mailed. Its HTML is shut into a frame that may do nothing at all: no script, no form, no link. */
export function MessagePreview({ message: { subject, body, html } }: { message: MessageFactsFragment }) {
  const [form, setForm] = useState('html');
  return (
    <Panel
      title="Preview"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Form of the preview"
          data={FORMS}
          value={form}
          onChange={setForm}
        />
      }
      flush
    >
      {form === 'html' ? (
        <iframe
          title={`Preview of: ${subject}`}
          sandbox=""
          srcDoc={framedHtml(html, styleNonce())}
          className={classes.html}
        />
      ) : (
        <pre className={classes.body} tabIndex={0} aria-label="Text of the message">
          {body}
        </pre>
      )}
    </Panel>
  );
}
