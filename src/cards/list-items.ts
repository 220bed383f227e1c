import type { ListItem } from '../domain/card/card.ts';
import type { HighlightedText } from '../domain/card/highlighted-text.ts';
import { labelsOf } from '../domain/fields/classify-paper.ts';
import { type Entry, paperUrl } from '../domain/paper/paper.ts';
import type { createHighlighter } from '../domain/search/highlights/highlighter.ts';
import { sentencesOf } from '../domain/summary-checks/subject.ts';
import type { VoteCount } from '../domain/vote/vote.ts';
import { cardWording } from '../i18n/ko/card.ts';
import { pagesWording } from '../i18n/ko/command.ts';
import { texToUnicode } from '../lib/tex/tex-to-unicode.ts';
import { cutText } from '../lib/text.ts';

/** The maximum lengths, in UTF-16 code units: of a title, of a sentence (four lines on a phone) and of the fields. */
const MAX_TITLE = 300;
const MAX_SENTENCE = 160;
const MAX_FIELDS = 80;

/** Returns the parts of a text to highlight. */
export type HighlightText = ReturnType<typeof createHighlighter>;

const highlightNothing: HighlightText = () => [];

/** Builds the papers of a list, numbered from `first`; votes are shown only if there are any. */
export const listItems = (
  entries: readonly Entry[],
  first: number,
  votesOf: (paperId: string) => VoteCount | undefined,
  highlight: HighlightText = highlightNothing,
): ListItem[] =>
  entries.map((entry, index) => listItem(entry, first + index, votesOf(entry.paper.id), highlight));

function listItem(
  entry: Entry,
  number: number,
  votes: VoteCount | undefined,
  highlight: HighlightText,
): ListItem {
  const { id, title, abstract, upvotes } = entry.paper;
  const { summary } = entry;
  const sentence = summary ? (sentencesOf(summary.summary)[0] ?? '') : abstract || cardWording.noAbstract;
  const highlighted = (text: string): HighlightedText => ({ text, highlights: highlight(text) });
  const fields = cutText(
    labelsOf(entry)
      .map(({ ko, en }) => ko || en)
      .join(', '),
    MAX_FIELDS,
  );
  const counts = [
    cardWording.upvoteCount(upvotes),
    ...(votes && votes.up + votes.down > 0 ? [cardWording.voteCount(votes.up, votes.down)] : []),
  ];
  return {
    paperId: id,
    number,
    title: highlighted(cutText(texToUnicode(title), MAX_TITLE)),
    url: paperUrl(id),
    label: summary || !abstract ? '' : cardWording.labels.abstract,
    sentence: highlighted(cutText(sentence, MAX_SENTENCE)),
    details: { text: [...(fields ? [fields] : []), ...counts].join(' · '), highlights: highlight(fields) },
    command: { label: pagesWording.more(number), command: 'show', values: { paper: id } },
  };
}
