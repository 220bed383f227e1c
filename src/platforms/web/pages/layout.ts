import { commonWording } from '../../../i18n/ko/common.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { type Html, html } from '../../../render/html-template.ts';

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** One sentence or two for search engines and for previews of a shared link. */
  readonly description?: string;
  /** The page's own address; null if it is not worth a bookmark, such as an error. */
  readonly url: string | null;
  /** A picture for previews, with a ratio of about two to one. */
  readonly picture?: string | undefined;
  /** True for a page that has a search box of its own. */
  readonly isSearch?: boolean;
}

const findForm = html`<form class="find" role="search" action="/search"><input name="q" type="search" maxlength="200" aria-label="${webPageWording.search}" placeholder="${webPageWording.search}" autocomplete="off"><button>${webPageWording.find}</button></form>`;

/** Renders a complete HTML page: head, top bar with the search box, and the body. */
export function layout({ title, body, description, url, picture, isSearch = false }: Page): string {
  const { product, tagline } = commonWording;
  const name = title === product ? title : `${title} · ${product}`;
  const about = description || tagline;
  const address = url
    ? html`<link rel="canonical" href="${url}">
<meta property="og:url" content="${url}">
`
    : html`<meta name="robots" content="noindex">
`;
  const image = picture
    ? html`<meta property="og:image" content="${picture}">
<meta name="twitter:card" content="summary_large_image">
`
    : html`<meta name="twitter:card" content="summary">
`;
  const document = html`<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${about}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="${product}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${about}">
${address}${image}<title>${name}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="alternate" href="/feed.xml" type="application/atom+xml" title="${product}">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/app.js" defer></script>
</head>
<body>
<a class="skip" href="#log">${webPageWording.skip}</a>
<header class="top"><a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="36" height="36"><span><strong>${product}</strong> <small>${tagline}</small></span></a>
<nav><a href="/days">${webPageWording.days}</a></nav>
${isSearch ? '' : findForm}</header>
${body}
</body>
</html>`;
  return String(document);
}
