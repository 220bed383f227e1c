import { formatTime, formatWeekdays, WEEKDAYS } from '../../../domain/calendar/schedule-text.ts';
import { findField } from '../../../domain/fields/field.ts';
import type { SettingName, Settings } from '../../../domain/subscription/settings.ts';
import { describeZone, shortDay } from '../common.ts';

/** The parts of a line that describes a subscription (`describeSettings`) or its next edition (`describeNext`). */
export const settingWording = {
  when: (weekdays: string, time: string, zone: string) => `${weekdays} ${time} (${zone})`,
  count: (count: number) => `최대 ${count}편`,
  modes: { closed: '마감된 목록', live: '집계 중인 목록' },
  layouts: { channel: '채널에 바로', thread: '스레드에 모아서' },
  posts: '논문마다 게시물 하나',
  fields: (names: readonly string[]) => `분야 ${names.join(', ')}`,
  words: (words: readonly string[]) => `키워드 ${words.join(', ')}`,
  exclude: (names: readonly string[]) => `제외 ${names.join(', ')}`,
  minUpvotes: (least: number) => `추천수 ${least} 이상`,
  best: (weekday: string) => `주간 베스트 ${weekday}요일`,
  mention: '머리글에서 멘션',
  publish: '팔로우하는 서버에 발행',
  publishing: { off: '끄기', on: '켜기' },
  never: '예정된 배달이 없습니다.',
  next: (at: string, day: string) => `${at}에 ${shortDay(day)} 목록을 배달합니다.`,
} as const;

interface SettingTexts {
  /** The option's Korean name. */
  readonly ko: string;
  /** A noun phrase with a hint on how to type the value; at most 100 characters (Discord). */
  readonly description: string;
  /** The labels of a choice, by value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Returns a phrase that describes the setting; null if there is nothing to say, such as for a filter that is off. */
  readonly describe: (settings: Settings) => string | null;
}

const fieldNames = (ids: readonly string[]) => ids.map((id) => findField(id)?.ko ?? id);
const unlessEmpty = (names: readonly string[], describe: (names: readonly string[]) => string) =>
  names.length > 0 ? describe(names) : null;

/** The texts of every setting. */
export const settingTexts: Readonly<Record<SettingName, SettingTexts>> = {
  at: {
    ko: '시각',
    description: '배달할 시각. 예: 09:30, 오후 6시',
    describe: ({ at, timeZone, weekdays }) =>
      settingWording.when(formatWeekdays(weekdays), formatTime(at), describeZone(timeZone)),
  },
  timeZone: {
    ko: '시간대',
    description: '배달 시각의 시간대. 예: 서울, UTC+9, Asia/Seoul',
    describe: () => null,
  },
  count: {
    ko: '편수',
    description: '하루에 받을 논문의 최대 편수. 예: 5',
    describe: ({ count }) => settingWording.count(count),
  },
  fields: {
    ko: '분야',
    description: "받을 분야. 여러 개는 쉼표로 구분하고, 제한을 없애려면 '전체'를 입력합니다.",
    describe: ({ fields }) => unlessEmpty(fieldNames(fields), settingWording.fields),
  },
  words: {
    ko: '키워드',
    description:
      "받을 논문의 제목이나 초록에 있는 키워드. 여러 개는 쉼표로 구분하고, 제한을 없애려면 '전체'를 입력합니다.",
    describe: ({ words }) => unlessEmpty(words, settingWording.words),
  },
  exclude: {
    ko: '제외',
    description: "받지 않을 분야나 키워드. 여러 개는 쉼표로 구분하고, 모두 받으려면 '없음'을 입력합니다.",
    describe: ({ exclude: { fields, words } }) =>
      unlessEmpty([...fieldNames(fields), ...words], settingWording.exclude),
  },
  minUpvotes: {
    ko: '최소추천수',
    description: '받을 논문의 최소 추천수. 예: 10',
    describe: ({ minUpvotes }) => (minUpvotes > 0 ? settingWording.minUpvotes(minUpvotes) : null),
  },
  weekdays: {
    ko: '요일',
    description: "배달할 요일. 예: '월,수,금', '평일', '매일'",
    describe: () => null,
  },
  best: {
    ko: '주간베스트',
    description: "한 주의 인기 논문 다섯 편을 모아 받을 요일. 예: 금. 받지 않으려면 '없음'을 입력합니다.",
    describe: ({ best }) => (best ? settingWording.best(WEEKDAYS[best.weekday] ?? '') : null),
  },
  mention: {
    ko: '멘션',
    description:
      '배달을 알릴 역할(Discord)이나 사용자 그룹(Slack). 예: @readers. 알리지 않으려면 설정 창에서 이 칸을 비웁니다.',
    describe: ({ mention }) => (mention ? settingWording.mention : null),
  },
  publish: {
    ko: '발행',
    description:
      '배달한 메시지를 팔로우하는 서버에도 발행할지 여부. Discord의 공지 채널에서만 쓸 수 있습니다.',
    labels: settingWording.publishing,
    describe: ({ publish }) => (publish === 'on' ? settingWording.publish : null),
  },
  layout: {
    ko: '배치',
    description: '논문을 게시하는 방식. 채널에 바로 올리거나 스레드에 모아서 올립니다.',
    labels: settingWording.layouts,
    describe: ({ layout }) => settingWording.layouts[layout],
  },
  mode: {
    ko: '목록',
    description: '받을 목록. 하루가 끝나 마감된 목록이나 아직 집계 중인 목록을 고릅니다.',
    labels: settingWording.modes,
    describe: ({ mode }) => settingWording.modes[mode],
  },
};
