import { styles, type Template } from './template.ts';

/** A running project gets no further beam time in a cycle (domain §6.2). */
export const renewalRejected: Template = {
  needs: ['project', 'title', 'facility', 'cycle', 'reason'],
  subject: `Not renewed for {{ cycle }}: {{ project }} on {{ facility }}`,
  text: `Your request for beam time on {{ facility }} in {{ cycle }} could not be granted.

{{ project }}: {{ title }}

The reason:

{{ reason | block | raw }}`,
  html: `<p>Your request for beam time on {{ facility }} in {{ cycle }} could not be granted.</p>
<p><strong>{{ project }}</strong>: {{ title }}</p>
<p>The reason:</p>
<div style="${styles.quote}">{{ reason | block | escape | newline_to_br | raw }}</div>`,
};
