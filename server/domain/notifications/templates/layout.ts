/** What all messages look like in HTML: one readable column. */
export const layout = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ subject }}</title>
</head>
<body style="margin:0;padding:24px 12px;background:#f6f8fa;">
<div style="max-width:600px;margin:0 auto;padding:24px;background:#ffffff;color:#1f2328;font:16px/1.5 'Segoe UI',Helvetica,Arial,sans-serif;">
<p>{{ greeting }}</p>
{{ content | raw }}
</div>
</body>
</html>
`;
