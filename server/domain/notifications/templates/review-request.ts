import { reviewListHtml, reviewListText } from './review-list.ts';
import type { Template } from './template.ts';

/** Reviews that a person is asked for, in the order in which they are due (domain §5.4). */
export const reviewRequest: Template = {
  needs: ['reviews'],
  subject: `{% if reviews.size == 1 -%}
A review of {{ reviews[0].code }} waits for you, due {{ reviews[0].dueDate | day }}
{%- else -%}
{{ reviews.size }} reviews wait for you, the first is due {{ reviews[0].dueDate | day }}
{%- endif %}`,
  text: `{% if reviews.size == 1 %}A review waits{% else %}{{ reviews.size }} reviews wait{% endif %} for you:

${reviewListText}`,
  html: `<p>{% if reviews.size == 1 %}A review waits{% else %}{{ reviews.size }} reviews wait{% endif %} for you:</p>
${reviewListHtml}`,
};
