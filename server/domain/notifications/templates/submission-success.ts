import { styles, type Template } from './template.ts';

const granted = `{% if facility.flexible or facility.shifts == nil -%}
scheduled on request
{%- elsif facility.shifts == 0 -%}
no shifts
{%- elsif facility.shifts == 1 -%}
1 shift
{%- else -%}
{{ facility.shifts }} shifts
{%- endif %}`;

/** The good news of domain §6.4: what was granted, on `facilities` of `{ acronym, shifts, flexible }`. */
export const submissionSuccess: Template = {
  needs: ['code', 'title', 'cycle', 'facilities'],
  subject: `Approved for {{ cycle }}: {{ code }}, {{ title | short }}`,
  text: `Your proposal was approved for {{ cycle }}.

{{ code }}: {{ title }}

{% for facility in facilities -%}
- {{ facility.acronym }}: ${granted}
{% endfor -%}`,
  html: `<p>Your proposal was approved for {{ cycle }}.</p>
<p><strong>{{ code }}</strong>: {{ title }}</p>
<ul style="${styles.list}">
{% for facility in facilities -%}
<li style="${styles.item}"><strong>{{ facility.acronym }}</strong>: ${granted}</li>
{% endfor -%}
</ul>`,
};
