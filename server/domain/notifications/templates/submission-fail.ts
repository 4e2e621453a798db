import { styles, type Template } from './template.ts';

/** The bad news of domain §6.4, with the reviewers' comments; an empty text is none. */
export const submissionFail: Template = {
  needs: ['code', 'title', 'cycle', 'comments'],
  subject: `Not approved for {{ cycle }}: {{ code }}, {{ title | short }}`,
  text: `Your proposal was not approved for {{ cycle }}.

{{ code }}: {{ title }}
{% unless comments == blank %}
The reviewers wrote:

{{ comments | block | raw }}
{% endunless -%}`,
  html: `<p>Your proposal was not approved for {{ cycle }}.</p>
<p><strong>{{ code }}</strong>: {{ title }}</p>
{% unless comments == blank -%}
<p>The reviewers wrote:</p>
<div style="${styles.quote}">{{ comments | block | escape | newline_to_br | raw }}</div>
{% endunless -%}`,
};
