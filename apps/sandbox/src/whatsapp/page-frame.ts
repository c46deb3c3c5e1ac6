import { html } from 'hono/html';

type Markup = ReturnType<typeof html>;

/** The frame of the readable pages (phones, control); the stand-in for WhatsApp Web has its own. */
export function page(basePath: string, title: string, body: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${basePath}/assets/readable.css">
</head>
<body>${body}</body>
</html>`;
}
