import { commonWording } from '../../../i18n/ko/common.ts';
import { type Html, html } from '../../../render/html-template.ts';

/** Renders a complete HTML page of the channel: head, top bar and `body`. */
export function layout(title: string, body: Html): string {
  const name = title === commonWording.product ? title : `${title} · ${commonWording.product}`;
  const document = html`<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${commonWording.tagline}">
<title>${name}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/app.js" defer></script>
</head>
<body>
<header class="top"><a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="36" height="36"><span><strong>${commonWording.product}</strong> <small>${commonWording.tagline}</small></span></a></header>
${body}
</body>
</html>`;
  return String(document);
}
