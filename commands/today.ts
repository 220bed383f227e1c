import { answerCard } from '../src/cards/build-card.ts';
import { listItems } from '../src/cards/list-items.ts';
import { defineCommand } from '../src/command/define.ts';
import { findList, toLaterDay } from '../src/command/find-list.ts';
import { dayOption } from '../src/command/options/day.ts';
import { askField, fieldNames, fieldOption } from '../src/command/options/field.ts';
import { FIRST_PAGE, makePage, pageLine, pageOption } from '../src/command/pages.ts';
import { listDayEnd } from '../src/domain/calendar/day.ts';
import { fieldsOf } from '../src/domain/fields/classify-paper.ts';
import { rankPapers } from '../src/domain/subscription/select-papers.ts';
import { placeToId } from '../src/domain/subscription/subscription.ts';
import { cardWording } from '../src/i18n/ko/card.ts';
import { describeInstant } from '../src/i18n/ko/subscription/describe.ts';
import { todayWording } from '../src/i18n/ko/today.ts';

export const today = defineCommand({
  name: 'today',
  ko: '오늘',
  description: '오늘이나 지정한 날짜의 목록에 오른 논문을 추천수가 많은 순서로 보여 줍니다.',
  leading: 'day',
  options: {
    day: dayOption({ ko: '날짜', description: '목록의 날짜. 예: 어제, 금요일, 8월 21일' }),
    field: fieldOption({ ko: '분야', description: '볼 분야(하위 분야 포함)' }),
    page: pageOption(),
  },
  async run(invocation, { day: typed, field, page = FIRST_PAGE }, context) {
    const now = context.clock.now();
    const subscription = await context.store.subscription(placeToId(invocation.place));
    const { timeZone } = subscription?.settings ?? context.settings;
    if (field && field.ids.length > 1) {
      const later = typed && toLaterDay(typed, now, timeZone);
      return askField(field, (id) => pageLine('today', { day: later, field: id }));
    }
    const found = await findList(invocation, typed, timeZone, context);
    if (!('list' in found)) return found;
    const { list, explanation } = found;
    const { day } = list;

    const ranked = rankPapers(list.papers);
    const summaries = await context.store.summaries(ranked.map(({ id }) => id));
    const entries = ranked.map((paper) => ({ paper, summary: summaries.get(paper.id) ?? null }));
    const fits = field ? entries.filter((entry) => field.ids.some((id) => fieldsOf(entry).has(id))) : entries;
    const [name = ''] = fieldNames(field?.ids ?? []);
    const values = { day, field: field?.ids[0] };
    const { offset, footer, line, buttons } = makePage('today', values, page, fits.length);
    const shown = fits.slice(offset, offset + page.size);
    const counts = await context.store.voteCounts(
      shown.map(({ paper }) => paper.id),
      { shownOn: invocation.place.platform },
    );

    const sentences = [
      ...(explanation ? [explanation] : []),
      todayWording.listed(ranked.length),
      ...(field
        ? [fits.length > 0 ? todayWording.filtered(fits.length, name) : todayWording.noneInField(name)]
        : []),
    ];
    const heading = answerCard(cardWording.headingTitle(day), [
      { name: 'text', label: '', text: sentences.join(' ') },
    ]);
    const end = listDayEnd(day);
    return {
      cards: [
        {
          ...heading,
          notice: now < end ? todayWording.filling(describeInstant(end, timeZone)) : null,
          items: listItems(shown, offset + 1, (id) => counts.get(id)),
          footer,
        },
      ],
      buttons,
      line,
    };
  },
});
