import { expect } from 'vitest';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import {
  type Driver,
  type Person,
  type Pressed,
  type RestClient,
  type Shown,
  type ShownCard,
  toLine,
} from './driver.ts';

/** The maximum length of a line in the page's input box. */
export const MAX_LINE = 200;

export function createWebDriver(
  address: () => string,
  { until }: { until: <T>(work: Promise<T>) => Promise<T> },
): Driver {
  const cookies = new Map<Person['number'], Promise<string>>();
  /** Returns the cookie that the page gave this person at the first visit. */
  function cookieOf({ number }: Person): Promise<string> {
    const known = cookies.get(number);
    if (known) return known;
    const given = fetch(address()).then(
      ({ headers }) => (headers.get('set-cookie') ?? '').split(';')[0] as string,
    );
    cookies.set(number, given);
    return given;
  }

  async function send({ person }: RestClient, line: string): Promise<Pressed> {
    const cookie = await until(cookieOf(person));
    const response = await until(
      fetch(`${address()}/commands`, {
        method: 'POST',
        headers: { accept: 'application/json', cookie },
        body: new URLSearchParams({ line }),
      }),
    );
    expect(response.status).toBe(200);
    const { html, standsBelow } = (await response.json()) as { html: string; standsBelow: boolean };
    // The answer is only in this response; if it is shared, it is also on the channel's page.
    return { ...toShown(html, true, line), isInPlace: !standsBelow };
  }
  const messages = async () => (await fetch(address())).text();
  const root = (line: string) => (/^[가-힣]/.test(line) ? `/논문 ${line}` : `/paper ${line}`);

  return {
    name: 'web',
    hasLines: true,
    use: (client, ask) => send(client, root(toLine(ask))),
    force: (client, ask) => send(client, root(toLine(ask))),
    type: (client, line) => send(client, root(line)),
    press(client, { buttons }, label) {
      const button = buttons.find((known) => known.label === label);
      if (!button) throw new Error(`There is no button "${label}"`);
      return send(client, button.line);
    },
    forge: send,
    offers: async () => null,
    pick: () => Promise.reject(new Error('The page has no menus')),
    async posted() {
      const parts = (await messages()).split(/<div class="message /).slice(1);
      return parts.map((html, index) => toShown(html, false, String(index)));
    },
    sharer: () => commandWording.shared,
  };
}

export function toShown(html: string, isPrivate: boolean, id: string): Shown {
  const buttons = html.matchAll(
    /<button name="line" value="([^"]*)"(?: aria-label="([^"]*)")?>([^<]*)<\/button>/g,
  );
  return {
    cards: [...html.matchAll(/<article class="card[^>]*>(.*?)<\/article>/gs)].flatMap(([, card = '']) => [
      toCard(card.replace(/<form class="papers".*?<\/form>/s, '')),
      ...[...card.matchAll(/<li value="(\d+)">(.*?)<\/li>/gs)].map(([, number = '', item = '']) =>
        toItem(number, item),
      ),
    ]),
    buttons: [...buttons].map(([, line = '', name, label = '']) => ({
      line: unescapeHtml(line),
      label: unescapeHtml(name ?? label),
    })),
    isPrivate,
    id,
  };
}

/** Reads a paper of a list. */
function toItem(number: string, html: string): ShownCard {
  const textOf = (pattern: RegExp) => plain(html.match(pattern)?.[1] ?? '');
  const label = textOf(/<span class="label">(.*?)<\/span>/);
  const sentence = textOf(
    /<p class="sentence">(?:<span class="label">.*?<\/span> )?<span[^>]*>(.*?)<\/span><\/p>/s,
  );
  return {
    title: `${number}. ${textOf(/<h3[^>]*>(.*?)<\/h3>/s)}`,
    words: [label ? `${label}: ${sentence}` : sentence, textOf(/<p class="details">(.*?)<\/p>/s)].filter(
      Boolean,
    ),
    links: [...html.matchAll(/ href="([^"]*)"/g)].map(([, address = '']) => unescapeHtml(address)),
  };
}

function toCard(html: string): ShownCard {
  expect(html, 'what is no part of our cards').not.toMatch(/<(?:script|iframe|style|img(?! src="https:))/i);
  const links = [...html.matchAll(/ href="([^"]*)"/g)].map(([, address = '']) => unescapeHtml(address));
  const textOf = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, text = '']) => plain(text));
  const [up = 0, down = 0] = textOf(/<button name="value"[^>]*>\S+ <span>(\d+)<\/span>/g).map(Number);
  return {
    title: textOf(/<h2>(.*?)<\/h2>/gs)[0] ?? '',
    words: [
      ...textOf(/<p class="(?:notice|footer)">(.*?)<\/p>/gs),
      ...textOf(/<d[td][^>]*>(.*?)<\/d[td]>/gs),
      // On the web, the vote buttons show the counts.
      ...(up + down > 0 ? [cardWording.labels.votes, cardWording.voteCount(up, down)] : []),
    ].filter(Boolean),
    links: links.toSorted(),
  };
}

const plain = (html: string) => unescapeHtml(html.replace(/<\/?(?:a|mark)\b[^>]*>/g, ''));

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
function unescapeHtml(html: string): string {
  expect(html, 'HTML that nobody escaped').not.toMatch(/[<>]/);
  return html.replace(/&(#?\w+);/g, (_all, name) => ENTITIES[name] ?? '?');
}
