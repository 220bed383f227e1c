import { answerCard } from '../src/cards/build-card.ts';
import { listItems } from '../src/cards/list-items.ts';
import { defineCommand } from '../src/command/define.ts';
import { choice } from '../src/command/options/option.ts';
import { commandLine } from '../src/command/parse-line.ts';
import { addDays, closedListDay, liveListDay } from '../src/domain/calendar/day.ts';
import { placeToId } from '../src/domain/subscription/subscription.ts';
import { topWording } from '../src/i18n/ko/top.ts';

const SHOWN = 10;
/** The length of each period in days, counted back from the newest list day; null: no limit. */
const DAYS = { week: 7, month: 30, all: null } as const;

export const top = defineCommand({
  name: 'top',
  ko: '인기',
  description: '투표와 추천수가 많은 논문을 보여 줍니다.',
  options: {
    period: choice({ ko: '기간', description: '집계 기간' }, topWording.periods, topWording.periodSynonyms),
    where: choice({ ko: '범위', description: '투표를 집계할 범위' }, topWording.wheres),
  },
  async run(invocation, { period = 'week', where = 'here' }, context) {
    await context.spendQuota(invocation, 'search');
    const days = DAYS[period];
    const now = context.clock.now();
    const subscription =
      where === 'here' ? await context.store.subscription(placeToId(invocation.place)) : null;
    // A place in live mode already receives the list day that is still filling.
    const newest = subscription?.settings.mode === 'live' ? liveListDay(now) : closedListDay(now);
    const ranked = await context.store.bestPapers({
      scope:
        where === 'here' ? { placeId: placeToId(invocation.place) } : { shownOn: invocation.place.platform },
      from: days ? addDays(newest, 1 - days) : null,
      to: null,
      limit: SHOWN,
    });
    const title = topWording.title(topWording.periods[period], topWording.wheres[where]);
    const text = ranked.length > 0 ? topWording.explained : topWording.none[where];
    const summaries = await context.store.summaries(ranked.map(({ paper }) => paper.id));
    const entries = ranked.map(({ paper }) => ({ paper, summary: summaries.get(paper.id) ?? null }));
    const votes = new Map(ranked.map((one) => [one.paper.id, one.votes]));
    return {
      cards: [
        {
          ...answerCard(title, [{ name: 'text', label: '', text }]),
          items: listItems(entries, 1, (id) => votes.get(id)),
        },
      ],
      buttons: [],
      ...(ranked.length > 0 ? { line: commandLine('top', { period, where }) } : {}),
    };
  },
});
