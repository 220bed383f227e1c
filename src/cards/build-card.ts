import { type Day, isoWeek } from '../domain/calendar/day.ts';
import type { Card, LinkButton, Section } from '../domain/card/card.ts';
import { labelsOf } from '../domain/fields/classify-paper.ts';
import { type Entry, type Paper, paperUrl, pdfUrl } from '../domain/paper/paper.ts';
import type { RankedPaper } from '../domain/vote/ranking.ts';
import type { VoteCount } from '../domain/vote/vote.ts';
import { wording } from '../i18n/ko/wording.ts';

/** Why a card has no Korean summary, said in one line on the card; `not-yet` and `spent` only where it will be edited. */
export type Missing = 'no-summarizer' | 'not-yet' | 'spent' | 'for-good';

/** What to say where nothing is edited later. */
export const finalReason = (missing: Missing): Missing =>
  missing === 'no-summarizer' ? missing : 'for-good';

const MISSING: Record<Missing, string> = {
  'no-summarizer': wording.noSummarizer,
  'not-yet': wording.noSummary,
  spent: wording.summariesSpent,
  'for-good': wording.noSummaryForGood,
};

/** The card of one paper; `missing` is used only where the entry has no summary, `votes` only where there are some. */
export function paperCard(
  { paper, summary }: Entry,
  day: Day | null,
  missing: Missing,
  votes?: VoteCount,
): Card {
  const { labels } = wording;
  const texts: Section[] = summary
    ? [
        { name: 'summary', label: labels.summary, text: summary.summary },
        { name: 'easy', label: labels.easy, text: summary.easy },
      ]
    : [{ name: 'abstract', label: labels.abstract, text: paper.abstract || wording.noAbstract }];
  const fields = labelsOf({ paper, summary })
    .map(({ ko, en }) => `${ko}(${en})`)
    .join(', ');
  return {
    kind: 'paper',
    day,
    paperId: paper.id,
    title: { text: paper.title, url: paperUrl(paper.id) },
    thumbnail: { url: paper.thumbnail, alt: wording.thumbnailAlt(paper.title) },
    notice: summary || !paper.abstract ? null : MISSING[missing],
    sections: [
      ...texts,
      ...(fields ? [{ name: 'fields', label: labels.fields, text: fields } as const] : []),
      { name: 'upvotes', label: labels.upvotes, text: String(paper.upvotes) },
      ...(votes && votes.up + votes.down > 0
        ? [{ name: 'votes', label: labels.votes, text: wording.voteCount(votes.up, votes.down) } as const]
        : []),
    ],
    buttons: buttonsOf(paper),
    footer: [wording.authors(paper.authors), `arXiv ${paper.id}`].filter(Boolean).join(' · '),
  };
}

/** A paper as one of many: its title numbered, without what only its own card has room for. */
export function resultCard(entry: Entry, number: number, missing: Missing, votes?: VoteCount): Card {
  const card = paperCard(entry, null, missing, votes);
  return {
    ...card,
    title: { ...card.title, text: `${number}. ${card.title.text}` },
    sections: card.sections.filter(({ name }) => name !== 'easy'),
    buttons: [],
  };
}

/** Papers by rank, each a line with a link. */
export const rankedSections = (
  ranked: readonly RankedPaper[],
  linkOf: (paperId: string) => string = paperUrl,
): Section[] =>
  ranked.map(({ paper, votes }, index) => ({
    name: 'link',
    label: wording.top.entry(index + 1, wording.voteCount(votes.up, votes.down), paper.upvotes),
    text: paper.title,
    url: linkOf(paper.id),
  }));

/** The message of a date with the best papers of a week of list days. */
export function bestCard(
  date: Day,
  { from, to }: { readonly from: Day; readonly to: Day },
  ranked: readonly RankedPaper[],
  linkOf: (paperId: string) => string,
): Card {
  const text = { name: 'text', label: '', text: wording.best.text } as const;
  // A message may be known by its address alone: the date says which one it is, whatever the settings are by now.
  const url = `https://huggingface.co/papers/week/${isoWeek(date)}#${date}`;
  return {
    ...answerCard(wording.best.title(from, to), [text, ...rankedSections(ranked, linkOf)]),
    kind: 'heading',
    title: { text: wording.best.title(from, to), url },
  };
}

/** The message that opens an edition. */
export function headingCard(day: Day, listed: number, chosen: number): Card {
  return {
    ...answerCard(wording.headingTitle(day), [
      { name: 'text', label: '', text: wording.headingText(listed, chosen) },
    ]),
    kind: 'heading',
    day,
    title: { text: wording.headingTitle(day), url: `https://huggingface.co/papers/date/${day}` },
  };
}

/** What a command answers in words. */
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

function buttonsOf({ id, codeUrl }: Paper): LinkButton[] {
  const { buttons } = wording;
  return [
    { name: 'pdf', label: buttons.pdf, url: pdfUrl(id) },
    { name: 'page', label: buttons.page, url: paperUrl(id) },
    ...(codeUrl ? [{ name: 'code', label: buttons.code, url: codeUrl } as const] : []),
  ];
}
