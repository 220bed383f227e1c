import { headingCard, paperCard } from '../src/core/build-card.ts';
import type { Command } from '../src/core/command.ts';
import { UserError } from '../src/core/errors.ts';
import { placeToId } from '../src/core/subscription.ts';
import { wording } from '../src/core/wording.ts';

export const today: Command = {
  name: 'today',
  ko: '오늘',
  description: '이 채널에 가장 최근에 배달된 논문을 다시 보여 줍니다.',
  async run({ place }, { store, missing }) {
    const edition = await store.newestEdition(placeToId(place));
    if (!edition) throw new UserError(wording.noEditionYet);
    const { day, paperIds, listed } = edition;
    const [papers, summaries] = await Promise.all([store.papers(paperIds), store.summaries(paperIds)]);
    return [
      headingCard(day, listed, papers.length),
      ...papers.map((paper) => paperCard({ paper, summary: summaries.get(paper.id) ?? null }, day, missing)),
    ];
  },
};
