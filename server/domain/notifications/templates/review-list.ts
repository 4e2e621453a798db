import { styles } from './template.ts';

// Reviews in the order in which they come: `{ code, title, type, dueDate, facility? }`.

export const reviewListText = `{% for review in reviews -%}
- {{ review.code }}: {{ review.title }}
  {{ review.type }} review{% if review.facility %} for {{ review.facility }}{% endif %}, due {{ review.dueDate | day }}
{% endfor %}`;

export const reviewListHtml = `<ul style="${styles.list}">
{% for review in reviews -%}
<li style="${styles.item}"><strong>{{ review.code }}</strong>: {{ review.title }}<br>
<span style="${styles.quiet}">{{ review.type }} review{% if review.facility %} for {{ review.facility }}{% endif %}, due {{ review.dueDate | day }}</span></li>
{% endfor -%}
</ul>`;
