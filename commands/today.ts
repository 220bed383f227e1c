import { headingCard, paperCard } from '../src/core/build-card.ts';
import { defineCommand, ROOT } from '../src/core/command.ts';
import { isDay } from '../src/core/day.ts';
import { UserError } from '../src/core/errors.ts';
import { text, whole } from '../src/core/option.ts';
import { placeToId } from '../src/core/subscription.ts';
import { wording } from '../src/core/wording.ts';

/** Papers in one answer: with the heading they fit one Discord message (10 embeds, 6000 characters in all). */
const PAGE = 5;
const MOST_PAGES = 20;

export const today = defineCommand({
  name: 'today',
  ko: '오늘',
  description: '이 채널에 가장 최근에 배달된 논문을 다시 보여 줍니다.',
  options: {
    day: text({ ko: '날짜', description: '목록의 날짜. 예: 2026-08-21' }, (written) => {
      if (isDay(written)) return written;
      throw new UserError(wording.options.badDay(written));
    }),
    page: whole({ ko: '쪽', description: '볼 쪽' }, 1, MOST_PAGES),
  },
  async run({ place }, { day: wanted, page = 1 }, { store, missing }) {
    const placeId = placeToId(place);
    const edition = wanted ? await store.edition(placeId, wanted) : await store.newestEdition(placeId);
    if (!edition?.paperIds.length) {
      throw new UserError(wanted ? wording.today.noSuchEdition(wanted) : wording.noEditionYet);
    }
    const { day, paperIds, listed } = edition;
    const pages = Math.ceil(paperIds.length / PAGE);
    if (page > pages) throw new UserError(wording.today.noSuchPage(pages));
    const ids = paperIds.slice((page - 1) * PAGE, page * PAGE);
    const [papers, summaries] = await Promise.all([store.papers(ids), store.summaries(ids)]);
    const heading = headingCard(day, listed, paperIds.length);
    const button = (label: string, to: number) =>
      to >= 1 && to <= pages ? [{ label, line: `/${ROOT.name} today day:${day} page:${to}` }] : [];
    return {
      cards: [
        pages > 1 ? { ...heading, footer: wording.today.page(page, pages) } : heading,
        ...papers.map((paper) =>
          paperCard({ paper, summary: summaries.get(paper.id) ?? null }, day, missing),
        ),
      ],
      buttons: [...button(wording.today.previous, page - 1), ...button(wording.today.next, page + 1)],
    };
  },
});
