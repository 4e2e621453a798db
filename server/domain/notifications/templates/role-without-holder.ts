import { reviewListHtml, reviewListText } from './review-list.ts';
import type { Template } from './template.ts';

/** To the user office: reviews are asked of a role that nobody holds (domain §5.4). */
export const roleWithoutHolder: Template = {
  needs: ['role', 'reviews'],
  subject: `Nobody holds the role {{ role }}: {{ reviews.size }} {% if reviews.size == 1 %}review waits{% else %}reviews wait{% endif %}`,
  text: `Nobody holds the role {{ role }}, so nobody was told of {% if reviews.size == 1 %}this review{% else %}these reviews{% endif %}:

${reviewListText}
Give the role to somebody, or name a reviewer.`,
  html: `<p>Nobody holds the role <strong>{{ role }}</strong>, so nobody was told of {% if reviews.size == 1 %}this review{% else %}these reviews{% endif %}:</p>
${reviewListHtml}
<p>Give the role to somebody, or name a reviewer.</p>`,
};
