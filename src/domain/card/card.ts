import { cutText } from '../../lib/text.ts';
import type { Day } from '../calendar/day.ts';

/** One labelled part of a card. `text` is plain: a renderer escapes it and adds its own markup. */
export interface Section {
  readonly name: 'text' | 'summary' | 'abstract' | 'easy' | 'fields' | 'upvotes' | 'votes' | 'link';
  /** '' for none. */
  readonly label: string;
  readonly text: string;
  /** Where a `link`'s text leads; the web channel's own pages are paths. */
  readonly url?: string;
}

export interface LinkButton {
  readonly name: 'pdf' | 'page' | 'code';
  readonly label: string;
  readonly url: string;
}

/** The platform-free content of one message. Every url is https and on a known host. */
export interface Card {
  readonly kind: 'heading' | 'paper' | 'answer';
  /** The list day of the edition that it belongs to. */
  readonly day: Day | null;
  /** The paper that reactions to this message vote on. */
  readonly paperId: string | null;
  readonly title: { readonly text: string; readonly url: string | null };
  readonly thumbnail: { readonly url: string; readonly alt: string } | null;
  /** One honest line on what is not as usual. */
  readonly notice: string | null;
  readonly sections: readonly Section[];
  readonly buttons: readonly LinkButton[];
  readonly footer: string | null;
}

/** What a platform lets a card hold, measured with its own ruler. */
export interface CardLimits {
  readonly title: number;
  /** The text of a section. */
  readonly text: (name: Section['name']) => number;
  readonly footer: number;
  /** Title, notice, labels, texts and footer together. */
  readonly total: number;
  readonly buttonUrl: number;
  readonly measure: (text: string) => number;
}

/** Around an address: `[](…)`, and a name where the text itself cannot be the link. */
const LINK_MARKS = 8;

/**
 * The card cut to a platform's limits, between graphemes and with "…", longest text first. A link that is
 * too long for a button becomes text, so nothing goes in silence.
 */
export function fit(card: Card, limits: CardLimits): Card {
  const { measure } = limits;
  const cut = (text: string, max: number) => cutText(text, Math.max(max, 0), measure);
  const tooLong = card.buttons.filter(({ url }) => url.length > limits.buttonUrl);
  const title = { ...card.title, text: cut(card.title.text, limits.title) };
  const sections = [
    ...card.sections,
    ...tooLong.map(({ label, url }): Section => ({ name: 'text', label, text: url })),
  ].map((section) => ({ ...section, text: cut(section.text, limits.text(section.name)) }));

  const notice = { text: card.notice ?? '' };
  const footer = { text: cut(card.footer ?? '', limits.footer) };
  const texts = [...sections, notice, footer];
  const all = [title.text, ...sections.map(({ label }) => label), ...texts.map(({ text }) => text)];
  const addresses = sections.map(({ url }) => (url ? url.length + LINK_MARKS : 0));
  let over = sum([...all.map(measure), ...addresses]) - limits.total;
  // The title last: it is what a reader knows the paper by.
  for (const part of [...texts.toSorted((a, b) => measure(b.text) - measure(a.text)), title]) {
    if (over <= 0) break;
    const before = measure(part.text);
    part.text = cut(part.text, before - over);
    over -= before - measure(part.text);
  }
  return {
    ...card,
    title,
    notice: card.notice && notice.text,
    sections,
    buttons: card.buttons.filter((button) => !tooLong.includes(button)),
    footer: card.footer && footer.text,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
