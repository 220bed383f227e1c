import { FIELDS } from '../../../domain/fields/field.ts';
import { searchWording } from '../../../i18n/ko/search.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { type Html, html } from '../../../render/html-template.ts';
import { layout } from './layout.ts';

/** What is searched for, as typed; '' for what is not given. */
export interface SearchQuery {
  readonly q: string;
  readonly field: string;
  readonly days: string;
  readonly votes: string;
  readonly sort: string;
}

/** A link to another page of the results. */
export interface PageLink {
  readonly label: string;
  readonly href: string;
}

/** Renders a search: its filters, the results, and links to the pages beside it. */
export function searchPage(
  query: SearchQuery,
  results: Html | '',
  links: readonly PageLink[],
  url: string | null,
): string {
  const { search, find, filters } = webPageWording;
  const sorts = Object.entries(searchWording.sorts).map(
    ([value, label]) =>
      html`<option value="${value}"${query.sort === value ? html` selected` : ''}>${label}</option>`,
  );
  const fields = FIELDS.map(({ ko }) => html`<option value="${ko}"></option>`);
  const pages = links.map(({ label, href }) => html`<a class="button" href="${href}">${label}</a>`);
  return layout({
    title: query.q || query.field ? `${search}: ${query.q || query.field}` : search,
    url,
    isSearch: true,
    body: html`<main id="log" class="log" tabindex="-1">
<h1 class="hidden">${search}</h1>
<form class="filters" role="search" action="/search">
<label>${filters.words} <input name="q" type="search" maxlength="200" value="${query.q}"></label>
<label>${filters.field} <input name="field" list="fields" maxlength="100" value="${query.field}"></label>
<label>${filters.days} <input name="days" type="number" min="1" max="3650" value="${query.days}"></label>
<label>${filters.votes} <input name="votes" type="number" min="0" max="10000" value="${query.votes}"></label>
<label>${filters.sort} <select name="sort"><option value="">${filters.anySort}</option>${sorts}</select></label>
<button>${find}</button>
<datalist id="fields">${fields}</datalist>
</form>
${results}
<nav class="pages" aria-label="${webPageWording.pages}">${pages}</nav>
</main>`,
  });
}
