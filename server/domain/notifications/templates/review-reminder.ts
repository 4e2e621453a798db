import { reviewListHtml, reviewListText } from './review-list.ts';
import type { Template } from './template.ts';

/** Open reviews that are nearly due, in the order in which they are (domain §5.4). */
export const reviewReminder: Template = {
  needs: ['reviews'],
  subject: `{% if reviews.size == 1 -%}
Reminder: your review of {{ reviews[0].code }} is due {{ reviews[0].dueDate | day }}
{%- else -%}
Reminder: {{ reviews.size }} of your reviews are due, the first on {{ reviews[0].dueDate | day }}
{%- endif %}`,
  text: `{% if reviews.size == 1 %}This review is{% else %}These reviews are{% endif %} still open and due soon:

${reviewListText}`,
  html: `<p>{% if reviews.size == 1 %}This review is{% else %}These reviews are{% endif %} still open and due soon:</p>
${reviewListHtml}`,
};
