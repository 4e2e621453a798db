import type { Template } from './template.ts';

/** A session whose end had passed was signed off (domain §6.5). */
export const autoSignOff: Template = {
  needs: ['session', 'project', 'facility', 'endedAt'],
  subject: `Session {{ session }} on {{ facility }} was signed off`,
  text: `Session {{ session }} of project {{ project }} on {{ facility }} ended on {{ endedAt | moment: timeZone }}. Nobody had signed it off, so this was done automatically.`,
  html: `<p>Session <strong>{{ session }}</strong> of project {{ project }} on {{ facility }} ended on {{ endedAt | moment: timeZone }}.</p>
<p>Nobody had signed it off, so this was done automatically.</p>`,
};
