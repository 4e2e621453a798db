import { expect, it } from 'vitest';
import { framedHtml } from '../../client/features/notifications/framed-html.ts';

it('a mail in a frame keeps its styles, in a sheet that the policy of the page allows', () => {
  const mail = `<!doctype html><html><head><title>a</title></head><body style="margin:0"><p style="color:red">style=&quot;$&amp;&quot;</p></body></html>`;
  expect(framedHtml(mail, 'n0nce')).toBe(
    `<!doctype html><html><head><title>a</title><style nonce="n0nce">.style-1 { margin:0 }\n.style-2 { color:red }</style></head>` +
      `<body class="style-1"><p class="style-2">style=&quot;$&amp;&quot;</p></body></html>`,
  );
});
