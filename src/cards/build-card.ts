import { type Day, isoWeek } from '../domain/calendar/day.ts';
import type { Card, CommandLink, LinkButton, Section } from '../domain/card/card.ts';
import { labelsOf } from '../domain/fields/classify-paper.ts';
import { type Entry, type Paper, paperUrl, pdfUrl } from '../domain/paper/paper.ts';
import type { RankedPaper } from '../domain/vote/ranking.ts';
import type { VoteCount } from '../domain/vote/vote.ts';
import { cardWording } from '../i18n/ko/card.ts';
import { bestWording, topWording } from '../i18n/ko/top.ts';
import { texToUnicode } from '../lib/tex/tex-to-unicode.ts';

/**
 * Why a card has no Korean summary; the card gives the reason in one line. `not-yet` and `spent` promise that the card
 * will be edited; `unavailable` does not, because somebody has to mend the model server first.
 */
export type Missing = 'no-summarizer' | 'not-yet' | 'spent' | 'unavailable' | 'for-good';

/** Returns the reason to show on a card that will not be edited later. */
export const finalReason = (missing: Missing): Missing =>
  missing === 'no-summarizer' ? missing : 'for-good';

const MISSING: Record<Missing, string> = {
  'no-summarizer': cardWording.noSummarizer,
  'not-yet': cardWording.noSummary,
  spent: cardWording.summariesSpent,
  unavailable: cardWording.summariesUnavailable,
  'for-good': cardWording.noSummaryForGood,
};

/**
 * Builds the card of one paper. `missing` is used only if the entry has no summary; `votes` are shown only if there are
 * any.
 */
export function paperCard(
  { paper, summary }: Entry,
  day: Day | null,
  missing: Missing,
  votes?: VoteCount,
): Card {
  const texts: Section[] = summary
    ? [
        { name: 'summary', label: cardWording.labels.summary, text: summary.summary },
        { name: 'easy', label: cardWording.labels.easy, text: summary.easy },
      ]
    : [
        {
          name: 'abstract',
          label: cardWording.labels.abstract,
          text: paper.abstract || cardWording.noAbstract,
        },
      ];
  const fields = labelsOf({ paper, summary })
    .map(({ ko, en }) => `${ko}(${en})`)
    .join(', ');
  return {
    kind: 'paper',
    day,
    paperId: paper.id,
    ...titled(paper, texToUnicode(paper.title)),
    notice: summary || !paper.abstract ? null : MISSING[missing],
    sections: [
      ...texts,
      ...(fields ? [{ name: 'fields', label: cardWording.labels.fields, text: fields } as const] : []),
      { name: 'upvotes', label: cardWording.labels.upvotes, text: String(paper.upvotes) },
      ...(votes && votes.up + votes.down > 0
        ? [
            {
              name: 'votes',
              label: cardWording.labels.votes,
              text: cardWording.voteCount(votes.up, votes.down),
            } as const,
          ]
        : []),
    ],
    buttons: buttonsOf(paper),
    ...(summary ? {} : { commands: summarizeCommands(paper, missing) }),
    footer: [cardWording.authors(paper.authors), `arXiv ${paper.id}`].filter(Boolean).join(' · '),
  };
}

const titled = ({ id, thumbnail }: Paper, title: string): Pick<Card, 'title' | 'thumbnail'> => ({
  title: { text: title, url: paperUrl(id) },
  thumbnail: { url: thumbnail, alt: cardWording.thumbnailAlt(title) },
});

/** Returns a paper's card with the title as Hugging Face lists it, TeX included: programs read the digest. */
export const withListedTitle = (card: Card, paper: Paper): Card => ({
  ...card,
  ...titled(paper, paper.title),
});

/** Returns the button that has a paper summarised; none if no model is configured, or there is nothing to summarise. */
export const summarizeCommands = ({ id, abstract }: Paper, missing: Missing): readonly CommandLink[] =>
  missing === 'no-summarizer' || !abstract
    ? []
    : [{ label: cardWording.buttons.summarize, command: 'show', values: { paper: id } }];

/** Marks a card that is sent after its edition, because it could not be sent with it. */
export const lateCard = (card: Card): Card => ({
  ...card,
  notice: [cardWording.late, card.notice].filter(Boolean).join(' '),
});

/** Adds the text of an edition's heading to a card in a place of posts, where no message opens an edition. */
export const postCard = (card: Card, day: Day, listed: number, chosen: number): Card => ({
  ...card,
  footer: [cardWording.headingTitle(day), cardWording.headingText(listed, chosen), card.footer]
    .filter(Boolean)
    .join(' · '),
});

/** Lists papers in the order of their rank, each as a link with its rank, votes and upvotes. */
export const rankedSections = (
  ranked: readonly RankedPaper[],
  linkOf: (paperId: string) => string = paperUrl,
): Section[] =>
  ranked.map(({ paper, votes }, index) => ({
    name: 'link',
    label: topWording.entry(index + 1, cardWording.voteCount(votes.up, votes.down), paper.upvotes),
    text: texToUnicode(paper.title),
    url: linkOf(paper.id),
  }));

/** Builds the weekly message of `date`: the best papers of the list days `from` to `to`. */
export function bestCard(
  date: Day,
  { from, to }: { readonly from: Day; readonly to: Day },
  ranked: readonly RankedPaper[],
  linkOf: (paperId: string) => string,
): Card {
  const text = { name: 'text', label: '', text: bestWording.text } as const;
  const url = `https://huggingface.co/papers/week/${isoWeek(date)}#${date}`;
  return {
    ...answerCard(bestWording.title(from, to), [text, ...rankedSections(ranked, linkOf)]),
    ...recognisable(bestWording.title(from, to), url),
    kind: 'heading',
  };
}

/** Builds the message that opens an edition; `mention` is the id of the role or user group that it notifies. */
export function headingCard(day: Day, listed: number, chosen: number, mention: string | null = null): Card {
  return {
    ...answerCard(cardWording.headingTitle(day), [
      { name: 'text', label: '', text: cardWording.headingText(listed, chosen) },
    ]),
    ...recognisable(cardWording.headingTitle(day), listUrl(day)),
    kind: 'heading',
    day,
    ...(mention ? { mention } : {}),
  };
}

/** Returns the URL of the page with a day's list, by which the heading of its edition is recognised. */
export const listUrl = (day: Day): string => `https://huggingface.co/papers/date/${day}`;

/**
 * Returns the parts of a card by which the bot recognises its message on Discord after an interrupted send: a URL that no
 * other message has, in the title and in a button. A moderator can remove the embed with the title, but not the button.
 */
export const recognisable = (text: string, url: string): Pick<Card, 'title' | 'buttons'> => ({
  title: { text, url },
  buttons: [{ name: 'page', label: cardWording.buttons.list, url }],
});

/** Builds a card with only a title and sections: a reply to a command, or the base of another card. */
export function answerCard(title: string, sections: readonly Section[]): Card {
  return {
    kind: 'answer',
    day: null,
    paperId: null,
    title: { text: title, url: null },
    thumbnail: null,
    notice: null,
    sections,
    buttons: [],
    footer: null,
  };
}

/**
 * Builds the message that opens an edition if a platform does not accept the usual one: its title as plain text. It
 * mentions nobody, because the mention can be what is not accepted.
 */
export const plainHeading = ({ mention: _mention, ...heading }: Card): Card => ({
  ...heading,
  title: { text: heading.title.text, url: null },
  sections: [],
  buttons: [],
});

function buttonsOf({ id, codeUrl }: Paper): LinkButton[] {
  return [
    { name: 'pdf', label: cardWording.buttons.pdf, url: pdfUrl(id) },
    { name: 'page', label: cardWording.buttons.page, url: paperUrl(id) },
    ...(codeUrl ? [{ name: 'code', label: cardWording.buttons.code, url: codeUrl } as const] : []),
  ];
}
