import { cutText } from '../../lib/text.ts';
import type { Day } from '../calendar/day.ts';
import type { HighlightedText } from './highlighted-text.ts';

/**
 * One part of a card. `text` is plain text: renderers escape it and add their own markup. In a `channel` or
 * `mention` section it is the id of a channel, or of a role or user group, on the reader's platform, which shows its name
 * to those who may see it; a reply notifies nobody.
 */
export interface Section {
  readonly name:
    | 'text'
    | 'summary'
    | 'abstract'
    | 'easy'
    | 'fields'
    | 'upvotes'
    | 'votes'
    | 'link'
    | 'channel'
    | 'mention';
  /** Empty if the section has no label. */
  readonly label: string;
  readonly text: string;
  /** The target of a `link` section: a URL, or a path for a page of the web channel. */
  readonly url?: string;
}

export interface LinkButton {
  readonly name: 'pdf' | 'page' | 'code';
  readonly label: string;
  readonly url: string;
}

/** A button that runs a command for whoever presses it, and answers them alone. */
export interface CommandLink {
  readonly label: string;
  readonly command: string;
  /** The values of the command's options, by their English names. */
  readonly values: Readonly<Record<string, string>>;
}

/** One paper of a list. */
export interface ListItem {
  readonly paperId: string;
  readonly number: number;
  readonly title: HighlightedText;
  readonly url: string;
  /** What `sentence` is if it is no sentence of a summary; '' otherwise. */
  readonly label: string;
  /** The first sentence of the summary or, without one, the beginning of the abstract; '' if there is neither. */
  readonly sentence: HighlightedText;
  /** The paper's fields, upvotes and votes. */
  readonly details: HighlightedText;
  /** Shows the whole paper to whoever presses the button. */
  readonly command: CommandLink;
}

/** The content of one message, independent of the platform. All absolute URLs are https, on known hosts. */
export interface Card {
  readonly kind: 'heading' | 'paper' | 'answer';
  /** The list day of the card's edition; null if it belongs to no edition. */
  readonly day: Day | null;
  /** The paper that reactions to this message vote on; null if reactions to it are not votes. */
  readonly paperId: string | null;
  readonly title: { readonly text: string; readonly url: string | null };
  readonly thumbnail: { readonly url: string; readonly alt: string } | null;
  /** One line about what is missing or unusual, such as the reason why there is no summary. */
  readonly notice: string | null;
  readonly sections: readonly Section[];
  /** The papers of a list; each renderer puts the button of a paper beside it, or numbers it. */
  readonly items?: readonly ListItem[];
  readonly buttons: readonly LinkButton[];
  /** Only posted messages show these buttons: a reply has buttons of its own. */
  readonly commands?: readonly CommandLink[];
  readonly footer: string | null;
  /**
   * The id of the role or user group that is notified; only the heading of an edition has one. Renderers must send no
   * other mention.
   */
  readonly mention?: string;
}

/** Returns true for a heading without anything but its title: it is sent as plain text. */
export const isPlainText = ({ kind, title, notice, sections, buttons, footer }: Card): boolean =>
  kind === 'heading' && !title.url && !notice && sections.length === 0 && buttons.length === 0 && !footer;

/** The maximum lengths that a platform accepts. Texts are counted with `measure`, as the platform counts them. */
export interface CardLimits {
  readonly title: number;
  /** Returns the limit for the text of a section with this name. */
  readonly text: (name: Section['name']) => number;
  readonly footer: number;
  /** The limit for the title, notice, labels, texts, links and footer together. */
  readonly total: number;
  readonly buttonUrl: number;
  readonly measure: (text: string) => number;
}

/** The length reserved for the markup of a link: `[](…)` and, if the text itself cannot be the link, a label. */
const LINK_MARKS = 8;

/**
 * Cuts the texts of a card to a platform's limits: first each text that has its own limit, then the longest texts
 * until the total fits. Texts are cut between graphemes and end with "…". A link that is too long for a button
 * becomes a text section, so nothing is lost silently.
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
  // Shorten the title last: it identifies the paper.
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
