import { addDays, DAYS_A_WEEK, type Day, weekdayOf } from '../../../domain/calendar/day.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { type Html, html, joinHtml } from '../../../render/html-template.ts';
import { layout } from './layout.ts';

/** A list day with its number of papers. */
export interface ListedDay {
  readonly day: Day;
  readonly count: number;
}

/** Renders a calendar of the list days that have papers, newest month first. */
export function daysPage(listed: readonly ListedDay[], url: string): string {
  const counts = new Map(listed.map(({ day, count }) => [day, count]));
  const months = [...new Set(listed.map(({ day }) => day.slice(0, 7)))].sort().reverse();
  const body =
    months.length > 0
      ? joinHtml(months.map((month) => monthHtml(month, counts)))
      : html`<p class="empty">${webPageWording.emptyChannel}</p>`;
  return layout({
    title: webPageWording.days,
    url,
    body: html`<main id="log" class="log" tabindex="-1">\n<h1>${webPageWording.days}</h1>\n${body}\n</main>`,
  });
}

function monthHtml(month: string, counts: ReadonlyMap<Day, number>): Html {
  const first = `${month}-01`;
  const days: Day[] = [];
  for (let day = first; day.startsWith(month); day = addDays(day, 1)) days.push(day);
  const cells: (Html | string)[] = [
    ...Array<Html>(weekdayOf(first)).fill(html`<td></td>`),
    ...days.map((day) => dayHtml(day, counts.get(day) ?? 0)),
  ];
  const weeks = Array.from({ length: Math.ceil(cells.length / DAYS_A_WEEK) }, (_, week) => {
    return html`<tr>${cells.slice(week * DAYS_A_WEEK, (week + 1) * DAYS_A_WEEK)}</tr>`;
  });
  const names = webPageWording.weekdays.map((name) => html`<th scope="col">${name}</th>`);
  return html`<table class="month"><caption>${webPageWording.month(month)}</caption><thead><tr>${names}</tr></thead>
<tbody>${joinHtml(weeks)}</tbody></table>`;
}

function dayHtml(day: Day, count: number): Html {
  const date = Number(day.slice(-2));
  if (count === 0) return html`<td><span>${date}</span></td>`;
  const month = html`<span class="hidden">${webPageWording.month(day.slice(0, 7))} </span>`;
  return html`<td><a href="/days/${day}">${month}${date} <small>${webPageWording.papers(count)}</small></a></td>`;
}
