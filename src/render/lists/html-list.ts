import { toButton } from '../../command/parse-line.ts';
import type { ListItem } from '../../domain/card/card.ts';
import { type HighlightedText, piecesOf } from '../../domain/card/highlighted-text.ts';
import { pagesWording } from '../../i18n/ko/command.ts';
import { webPageWording } from '../../i18n/ko/web-page.ts';
import { type Html, html, joinHtml } from '../html-template.ts';

/** Renders the papers of a list, each with the button that shows the whole paper. */
export function itemsToHtml(items: readonly ListItem[]): Html {
  const rows = items.map(itemToHtml);
  return html`<form class="papers" method="post" action="/commands" data-failed="${webPageWording.noAnswer}"><ol>
${joinHtml(rows)}
</ol></form>\n`;
}

function itemToHtml({ number, title, url, label, sentence, details, command }: ListItem): Html {
  const language = label ? html` lang="en"` : '';
  const before = label ? html`<span class="label">${label}</span> ` : '';
  const words = sentence.text
    ? html`<p class="sentence">${before}<span${language}>${toHighlighted(sentence)}</span></p>`
    : '';
  const { label: name, line } = toButton(command);
  return html`<li value="${number}"><div class="words"><h3 lang="en"><a href="${url}">${toHighlighted(title)}</a></h3>${words}<p class="details">${toHighlighted(details)}</p></div><button name="line" value="${line}" aria-label="${name}">${pagesWording.show}</button></li>`;
}

const toHighlighted = (highlighted: HighlightedText): readonly (string | Html)[] =>
  piecesOf(highlighted).map(({ text, isHighlighted }) => (isHighlighted ? html`<mark>${text}</mark>` : text));
