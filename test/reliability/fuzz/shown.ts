import type { Reply } from '../../../src/command/invocation.ts';
import type { Card } from '../../../src/domain/card/card.ts';
import { cardToDiscord, type DiscordMessage, replyToDiscord } from '../../../src/render/discord.ts';
import { cardToHtml } from '../../../src/render/html.ts';
import { cardsToJson } from '../../../src/render/json.ts';
import { cardsToMarkdown } from '../../../src/render/markdown.ts';
import { cardToSlack, replyToSlack, type SlackMessage } from '../../../src/render/slack.ts';
import { cardToTerminal } from '../../../src/render/terminal.ts';
import { checkMessage } from '../../emulators/discord/validate-message.ts';
import { checkContent } from '../../emulators/slack/validate-message.ts';
import { must } from './target.ts';

/** The hosts that links and images can point to. */
const HOSTS = ['huggingface.co', 'arxiv.org', 'github.com', 'gitlab.com', 'codeberg.org', 'bitbucket.org'];

export function isKnownAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username } = new URL(address);
  const isKnown = HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  return protocol === 'https:' && isKnown && port === '' && username === '';
}

/**
 * Throws unless the card is valid on each platform and no outside text became markup, a mention or a link.
 */
export function mustBeShown(card: Card): void {
  mustSuitDiscord(cardToDiscord(card), 'create');
  mustSuitSlack(cardToSlack(card));
  mustBePlainHtml(String(cardToHtml(card, { up: 1, down: 0, mine: 1 })));
  mustBePlainMarkdown(cardsToMarkdown([card]));
  must(JSON.parse(cardsToJson('2026-08-21', [card])).cards[0].kind === card.kind, 'JSON says something else');
  const terminal = cardToTerminal(card);
  must(
    !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(terminal.replaceAll('\n', '')),
    'a control character',
    terminal,
  );
}

/** Throws unless a command's reply is valid on Discord, on Slack and on the web page. */
export function mustBeAnswered(answer: Reply): void {
  must(answer.cards.length > 0, 'an answer without words', answer);
  mustSuitDiscord(replyToDiscord(answer), 'edit-response');
  mustSuitSlack(replyToSlack(answer));
  for (const card of answer.cards) mustBePlainHtml(String(cardToHtml(card)));
}

export function mustSuitDiscord(
  message: DiscordMessage,
  use: 'create' | 'edit-response' | 'follow-up',
): void {
  checkMessage({ ...message, allowed_mentions: { parse: [] } }, { use });
  for (const { title, url, description = '', fields, thumbnail } of message.embeds) {
    for (const shown of [title, description, ...fields.flatMap(({ name, value }) => [name, value])]) {
      // Our own markup consists of quotes, bold labels and links; any other markup is escaped with a
      // backslash.
      const links = shown.match(/(?<!\\)\[[^\]]*\]\([^)]*\)/g) ?? [];
      for (const link of links)
        must(isKnownAddress(link.slice(link.lastIndexOf('(') + 1, -1)), 'a link', shown);
      const plain = shown.replace(/\\[\s\S]/g, '').replace(/\[[^\]]*\]\([^)]*\)/g, '');
      must(!/[<@`|~[\]]|:\/\/|\w:\w/.test(plain), 'markup in Discord', shown);
    }
    for (const address of [url, thumbnail?.url])
      must(!address || isKnownAddress(address), 'an address', address);
  }
  mustBeWellFormed(message);
}

export function mustSuitSlack(message: SlackMessage): void {
  const noted: string[] = [];
  checkContent({ ...message }, { note: (kind, what) => noted.push(`${kind} ${what}`) });
  must(noted.length === 0, 'Slack would show it in another way', noted);
  must(!/[<>]/.test(message.text), 'control characters of mrkdwn', message.text);
  for (const { text } of message.blocks as readonly { text?: { type: string; text: string } }[]) {
    if (text?.type !== 'mrkdwn') continue;
    // In a list, the words of a title are links of their own where only some are bold.
    const link = /(\*?)<https:\/\/huggingface\.co\/papers\/[^|>]*\|([^<>]*)>\1/g;
    const plain = text.text.replace(link, '$2');
    must(!/[<>]/.test(plain), 'control characters of mrkdwn', text.text);
  }
  mustBeWellFormed(message);
}

const TAGS = 'article div h2 h3 a p dl dt dd ol li mark img form input button span'.split(' ');

export function mustBePlainHtml(html: string): void {
  const tags = html.match(/<[^<>]*>/g) ?? [];
  must(!/[<>]/.test(html.replace(/<[^<>]*>/g, '')), 'a character that is not escaped', html);
  for (const tag of tags) {
    const [, name = ''] = tag.match(/^<\/?([a-z\d]+)/) ?? [];
    must(TAGS.includes(name), 'a tag of somebody else', tag);
    const attributes = tag.replace(/="[^"]*"/g, '=');
    must(!/['"]|\son\w+=|style=/i.test(attributes), 'an attribute of somebody else', tag);
    for (const [, attribute = '', value = ''] of tag.matchAll(/([\w-]+)="([^"]*)"/g)) {
      const isLink = attribute === 'href' || attribute === 'src';
      must(!isLink || isKnownAddress(value.replaceAll('&amp;', '&')), 'a link', tag);
    }
  }
}

function mustBePlainMarkdown(markdown: string): void {
  const plain = markdown
    .replace(/\\[\s\S]/g, '')
    .replace(/!\[Image\]\(([^()]*)\)|\[PDF 다운로드\]\(([^()]*)\)|: <(https:[^<>]*)>/g, (...found) => {
      must(
        found.slice(1, 4).every((it) => !it || isKnownAddress(it)),
        'a link',
        markdown,
      );
      return '';
    });
  must(!/[<`[\]]/.test(plain), 'markup in Markdown', markdown);
}

/** Throws if the message contains a lone surrogate, which some servers refuse in JSON. */
function mustBeWellFormed(message: object): void {
  // JSON.stringify writes `\ud…` only for a lone surrogate (ECMA-262, QuoteJSONString). After an even number
  // of backslashes, `ud…` is text.
  must(!/(?<!\\)(?:\\\\)*\\ud[89a-f]/i.test(JSON.stringify(message)), 'half a character', message);
}
