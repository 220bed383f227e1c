import type { CommandButton } from '../../../command/invocation.ts';
import { toButton } from '../../../command/parse-line.ts';
import type { Card } from '../../../domain/card/card.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import type { LoggedMessage } from '../../../ports/message-log.ts';
import { cardToHtml, type ShownVotes } from '../../../render/html.ts';
import { type Html, html } from '../../../render/html-template.ts';

/** Renders one message of the channel: its card, the time of posting, and its permanent link. */
export function messageHtml(
  { id, card, postedAt }: LoggedMessage,
  votes: ShownVotes | null,
  timeZone: string,
): Html {
  const time = new Intl.DateTimeFormat('ko-KR', { timeZone, hour: 'numeric', minute: '2-digit' }).format(
    postedAt,
  );
  const stamp = html`<time datetime="${new Date(postedAt).toISOString()}">${time}</time>`;
  return html`<div class="message ${card.kind}" id="${anchorOf(id, card)}" data-id="${id}">
${cardToHtml(card, votes)}
${commandButtons((card.commands ?? []).map(toButton))}<p class="meta">${stamp}${permanentLink(card)}</p>
</div>`;
}

/**
 * Returns an HTML id that is unique on the page. For a card without a day, it contains the message's id, because the
 * card can show the same paper as an edition.
 */
function anchorOf(id: number, { kind, day, paperId }: Card): string {
  if (!day) return `message-${id}`;
  return kind === 'heading' ? `day-${day}` : `paper-${paperId}`;
}

function permanentLink({ kind, day, paperId }: Card): Html | '' {
  if (kind === 'heading' && day)
    return html`<a class="permalink" href="/days/${day}">${webPageWording.dayLink}</a>`;
  return paperId ? html`<a class="permalink" href="/papers/${paperId}">${webPageWording.paperLink}</a>` : '';
}

/** Renders the buttons below a reply, each of which sends a command line; returns '' if there are none. */
export function commandButtons(buttons: readonly CommandButton[]): Html | '' {
  if (buttons.length === 0) return '';
  const list = buttons.map(({ label, line }) => html`<button name="line" value="${line}">${label}</button>`);
  return html`<form class="lines" method="post" action="/commands" data-failed="${webPageWording.noAnswer}">${list}</form>`;
}
