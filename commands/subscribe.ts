import { answerCard } from '../src/cards/build-card.ts';
import { defineCommand } from '../src/command/define.ts';
import { choice, whole } from '../src/command/options/option.ts';
import {
  fieldList,
  oneWeekday,
  time,
  timeZone,
  weekdays,
  wordList,
} from '../src/command/options/settings.ts';
import { closedListDay, weekdayAtOrBefore } from '../src/domain/calendar/day.ts';
import { daysOver, horizon } from '../src/domain/edition/owed.ts';
import { UserError } from '../src/domain/errors.ts';
import { isFixed, placeToId, type Settings } from '../src/domain/subscription/subscription.ts';
import { toVoter } from '../src/domain/vote/voter.ts';
import { describeNext, describeSettings } from '../src/i18n/ko/describe.ts';
import { settingWording, subscriptionWording } from '../src/i18n/ko/subscription.ts';

export const subscribe = defineCommand({
  name: 'subscribe',
  ko: '구독',
  description: '이 채널에 매일 논문을 배달합니다. 이미 구독 중이면 입력한 옵션만 변경합니다.',
  managersOnly: true,
  options: {
    time: time({ ko: '시각', description: '배달할 시각. 예: 09:30, 오후 6시' }),
    zone: timeZone({ ko: '시간대', description: '배달 시각의 시간대. 예: Asia/Seoul, 서울' }),
    count: whole({ ko: '편수', description: '하루에 받을 논문의 최대 편수. 예: 5' }, 1, 100),
    fields: fieldList({
      ko: '분야',
      description: "받을 분야. 여러 개는 쉼표로 구분하고, 제한을 없애려면 '전체'를 입력합니다.",
    }),
    words: wordList({
      ko: '키워드',
      description:
        "받을 논문의 제목이나 초록에 있는 키워드. 여러 개는 쉼표로 구분하고, 제한을 없애려면 '전체'를 입력합니다.",
    }),
    votes: whole({ ko: '최소추천수', description: '받을 논문의 최소 추천수. 예: 10' }, 0, 10_000),
    weekdays: weekdays({ ko: '요일', description: "배달할 요일. 예: '월,수,금', '평일', '매일'" }),
    best: oneWeekday({
      ko: '주간베스트',
      description: "한 주의 인기 논문 다섯 편을 모아 받을 요일. 예: 금. 받지 않으려면 '없음'을 입력합니다.",
    }),
    layout: choice(
      { ko: '배치', description: '논문을 게시하는 방식. 채널에 바로 올리거나 스레드에 모아서 올립니다.' },
      settingWording.layouts,
    ),
    list: choice(
      { ko: '목록', description: '받을 목록. 하루가 끝나 마감된 목록이나 아직 집계 중인 목록을 고릅니다.' },
      settingWording.modes,
    ),
  },
  async run(invocation, values, { store, clock, settings: defaults, wake }) {
    const { place } = invocation;
    if (isFixed(place)) throw new UserError(subscriptionWording.webIsFixed);
    const placeId = placeToId(place);
    const known = await store.subscription(placeId);
    const isNew = !known || known.state === 'ended';
    const before = isNew ? defaults : known.settings;
    const settings: Settings = {
      at: values.time ?? before.at,
      timeZone: values.zone ?? before.timeZone,
      count: values.count ?? before.count,
      fields: values.fields ?? before.fields,
      words: values.words ?? before.words,
      minUpvotes: values.votes ?? before.minUpvotes,
      weekdays: values.weekdays ?? before.weekdays,
      layout: values.layout ?? before.layout,
      mode: values.list ?? before.mode,
      best: chooseBest(values.best, before.best, clock.now()),
    };
    const obstacles = await invocation.findObstacles(settings);
    if (obstacles.length > 0) throw new UserError(subscriptionWording.blocked(obstacles));

    const now = clock.now();
    // Changing the weekdays restarts the subscription; otherwise list days skipped on purpose would become due.
    const startsOver = isNew || before.weekdays.join() !== settings.weekdays.join();
    const subscribedBy = toVoter(place, invocation.person.id);
    if (known)
      await store.renewSubscription(place, settings, startsOver ? now : known.createdAt, subscribedBy);
    else await store.subscribe(place, settings, now, subscribedBy);
    const newest = weekdayAtOrBefore(closedListDay(now));
    if (startsOver) await store.forgetEmptyEdition(placeId, newest);
    wake();

    const over = daysOver(await store.editions(horizon(now), placeId));
    const isHere = over.includes(newest);
    const first = isHere ? subscriptionWording.alreadyHere(newest) : subscriptionWording.atOnce;
    const { subscribed, resumed, changed } = subscriptionWording;
    const title = isNew ? subscribed : known.state === 'paused' ? resumed : changed;
    return {
      cards: [
        answerCard(title, [
          ...(startsOver ? [{ name: 'text', label: '', text: first } as const] : []),
          { name: 'text', label: subscriptionWording.settings, text: describeSettings(settings) },
          {
            name: 'text',
            label: subscriptionWording.next,
            text: describeNext(now, settings, startsOver ? [...over, newest] : over),
          },
        ]),
      ],
      buttons: [],
      pick: { label: subscriptionWording.pickField, command: 'subscribe', option: 'fields' },
    };
  },
});

/**
 * Returns the new setting of the weekly best: a new weekday takes effect immediately, null turns the weekly best off,
 * and undefined or the same weekday keeps the previous setting.
 */
function chooseBest(
  weekday: number | null | undefined,
  before: Settings['best'],
  now: number,
): Settings['best'] {
  if (weekday === undefined || weekday === before?.weekday) return before;
  return weekday === null ? null : { weekday, since: now };
}
