import { answerCard } from '../src/cards/build-card.ts';
import { listItems } from '../src/cards/list-items.ts';
import { type CommandContext, defineCommand } from '../src/command/define.ts';
import type { Invocation } from '../src/command/invocation.ts';
import { askField, fieldNames, fieldOption } from '../src/command/options/field.ts';
import { text } from '../src/command/options/option.ts';
import { FIRST_PAGE, makePage, pageLine, pageOption } from '../src/command/pages.ts';
import {
  addDays,
  type Day,
  isDay,
  isWeekend,
  listDayEnd,
  listDayStart,
  liveListDay,
  localDate,
  weekdayAtOrBefore,
} from '../src/domain/calendar/day.ts';
import type { ListDay } from '../src/domain/edition/records.ts';
import { UserError } from '../src/domain/errors.ts';
import { fieldsOf } from '../src/domain/fields/classify-paper.ts';
import { rankPapers } from '../src/domain/subscription/select-papers.ts';
import { placeToId } from '../src/domain/subscription/subscription.ts';
import { cardWording } from '../src/i18n/ko/card.ts';
import { optionWording } from '../src/i18n/ko/options.ts';
import { describeInstant } from '../src/i18n/ko/subscription/describe.ts';
import { todayWording } from '../src/i18n/ko/today.ts';

/** The maximum number of weekdays to search for a list with papers: enough to get past two holidays in a row. */
const MAX_LOOKED_AT = 5;

export const today = defineCommand({
  name: 'today',
  ko: '오늘',
  description: '오늘이나 지정한 날짜의 목록에 오른 논문을 추천수가 많은 순서로 보여 줍니다.',
  options: {
    day: text({ ko: '날짜', description: '목록의 날짜. 예: 2026-08-21' }, (written) => {
      if (isDay(written)) return written;
      throw new UserError(optionWording.badDay(written));
    }),
    field: fieldOption({ ko: '분야', description: '볼 분야(하위 분야 포함)' }),
    page: pageOption(),
  },
  async run(invocation, { day: wanted, field, page = FIRST_PAGE }, context) {
    if (field && field.ids.length > 1) {
      return askField(field, (id) => pageLine('today', { day: wanted, field: id }));
    }
    const now = context.clock.now();
    const subscription = await context.store.subscription(placeToId(invocation.place));
    const { timeZone } = subscription?.settings ?? context.settings;
    if (wanted && wanted > liveListDay(now)) {
      const opensAt = describeInstant(listDayStart(wanted), timeZone);
      throw new UserError(
        wanted > localDate(now, timeZone)
          ? todayWording.future(wanted)
          : todayWording.notOpen(wanted, opensAt),
      );
    }
    const asked = wanted ?? liveListDay(now);
    const { list, missed } = wanted
      ? { list: await readDay(invocation, wanted, context), missed: null }
      : await readNewest(invocation, asked, context);
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
      ...(day === asked ? [] : [explainDay(asked, day, missed)]),
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

async function readDay(invocation: Invocation, day: Day, context: CommandContext): Promise<ListDay> {
  const list = await context.readList(invocation, day);
  if (!list?.papers.length) {
    const isOver = isWeekend(day) || context.clock.now() >= listDayEnd(day);
    throw new UserError(isOver ? todayWording.none(day) : todayWording.noneSoFar(day));
  }
  return list;
}

/**
 * Returns the list of `asked` or, if it is empty or unavailable, the newest earlier list with papers. `missed` is the
 * newest day whose list was unavailable; null if there was none.
 * @throws {UserError} if no list with papers is found
 */
async function readNewest(
  invocation: Invocation,
  asked: Day,
  context: CommandContext,
): Promise<{ readonly list: ListDay; readonly missed: Day | null }> {
  let day = weekdayAtOrBefore(asked);
  let missed: Day | null = null;
  let problem = new UserError(todayWording.noneYet);
  for (let tries = 0; tries < MAX_LOOKED_AT; tries += 1) {
    try {
      // Fetch only the two newest lists on request; for older ones, rely on the lists that jobs have stored.
      const list = tries < 2 ? await context.readList(invocation, day) : await context.store.listDay(day);
      if (list?.papers.length) return { list, missed };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!missed) problem = error;
      missed ??= day;
    }
    day = weekdayAtOrBefore(addDays(day, -1));
  }
  throw problem;
}

/** Explains why the reply shows an earlier day than `asked`. */
function explainDay(asked: Day, shown: Day, missed: Day | null): string {
  if (missed) return todayWording.missed(missed, shown);
  return isWeekend(asked) ? todayWording.weekend(asked, shown) : todayWording.notYet(asked, shown);
}
