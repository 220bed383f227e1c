import { WEEKDAYS } from '../../../src/domain/calendar/schedule-text.ts';
import { findField } from '../../../src/domain/fields/field.ts';
import { rankPapers } from '../../../src/domain/subscription/select-papers.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording, helpWording, pagesWording } from '../../../src/i18n/ko/command.ts';
import { describeZone } from '../../../src/i18n/ko/common.ts';
import { optionWording } from '../../../src/i18n/ko/options.ts';
import { fieldsWording, searchWording, showWording } from '../../../src/i18n/ko/search.ts';
import { statusWording } from '../../../src/i18n/ko/status.ts';
import { settingWording } from '../../../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../../../src/i18n/ko/subscription/subscription.ts';
import { todayWording } from '../../../src/i18n/ko/today.ts';
import { topWording } from '../../../src/i18n/ko/top.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { ROLE } from '../../fixtures/settings.ts';
import type { Ask } from './driver.ts';
import { LISTS, LONG_DAY, TODAY, UNLISTED, UNLISTED_SUMMARY, UNSUMMARISED, YESTERDAY } from './papers.ts';

/** A command and its expected answer on every platform. */
export interface Case {
  readonly command: string;
  /** Values by English option name. */
  readonly given?: NonNullable<Ask['given']>;
  /** The same command as typed lines, without the root command. */
  readonly typed?: readonly string[];
  /** Texts that the answer must contain. */
  readonly says: readonly string[];
  /** Labels that the buttons of the answer must include. */
  readonly buttons?: readonly string[];
}

const WEEKEND = '2026-08-16';
/** A weekday for which neither the store nor Hugging Face has a list. */
const HOLIDAY = '2026-08-18';
const koOf = (id: string) => findField(id)?.ko ?? id;
const listed = (day: string) => LISTS.get(day) ?? [];
const titleOf = (id: string) => [...LISTS.values()].flat().find((paper) => paper.id === id)?.title ?? id;
const FIRST_TODAY =
  rankPapers(listed(TODAY).map(({ id, title, upvotes }) => makePaper({ id, title, upvotes })))[0]?.title ??
  '';
const REASONING = ['reasoning', 'inference-acceleration'].map((id) => `${koOf(id)}(${findField(id)?.en})`);
const CONVLLAVA = '2405.15738';
const { sorts, title, conditions } = searchWording;
const { periods, wheres } = topWording;

/** Valid commands. Together with `SETTING`, they must cover every command, option and choice. */
export const GOOD: readonly Case[] = [
  {
    command: 'today',
    typed: ['today', 'TODAY', '오늘', '  오늘  '],
    says: [
      cardWording.headingTitle(TODAY),
      '집계 중인 목록',
      todayWording.listed(listed(TODAY).length),
      FIRST_TODAY,
    ],
    buttons: [pagesWording.more(1), pagesWording.next, commandWording.share],
  },
  {
    command: 'today',
    given: { day: YESTERDAY },
    typed: [`오늘 날짜：${YESTERDAY}`, `today day:“${YESTERDAY}”`, `오늘 day:"${YESTERDAY}"`],
    says: [cardWording.headingTitle(YESTERDAY), todayWording.listed(listed(YESTERDAY).length)],
  },
  {
    command: 'today',
    given: { day: LONG_DAY, page: 2 },
    typed: [`오늘 쪽:2 날짜:${LONG_DAY}`],
    says: [pagesWording.page(2, Math.ceil(listed(LONG_DAY).length / 10)), '11. '],
    buttons: [pagesWording.previous, pagesWording.next],
  },
  {
    command: 'today',
    given: { day: LONG_DAY, field: '로보틱스' },
    typed: [`today day:${LONG_DAY} field:robotics`, `오늘 분야:"Robotics" 날짜:${LONG_DAY}`],
    says: [koOf('robotics'), todayWording.listed(listed(LONG_DAY).length)],
  },
  {
    command: 'today',
    given: { field: 'Time Series Analysis' },
    says: [todayWording.noneInField(koOf('time-series'))],
  },
  {
    command: 'today',
    given: { field: '추론' },
    says: [searchWording.whichField('추론')],
    buttons: REASONING,
  },
  {
    command: 'search',
    given: { words: '강화 학습' },
    typed: [
      '검색 강화 학습',
      '검색 검색어:강화 학습',
      'search "강화 학습"',
      '검색 “강화 학습”',
      '검색 검색어:“강화 학습”',
    ],
    says: [title('강화 학습', []), sorts.relevance],
    buttons: [pagesWording.more(5), pagesWording.next, commandWording.share],
  },
  {
    command: 'search',
    given: { words: 'Reinforcement Learning', sort: 'relevance' },
    typed: [
      'search Reinforcement Learning',
      '검색 “Reinforcement Learning',
      'search words:Reinforcement Learning sort:relevance',
    ],
    says: [title('Reinforcement Learning', []), sorts.relevance],
  },
  // Pasted titles often have a colon after the first word.
  {
    command: 'search',
    given: { words: titleOf(CONVLLAVA) },
    typed: [`검색 ${titleOf(CONVLLAVA)}`],
    says: [title(titleOf(CONVLLAVA), []), `1. ${titleOf(CONVLLAVA)}`],
  },
  {
    command: 'search',
    given: { words: 'ㄱㅎㅎㅅ' },
    says: [searchWording.corrected('ㄱㅎㅎㅅ', '강화 학습')],
  },
  {
    command: 'search',
    given: { words: 'rkdghkgkrtmq' },
    typed: ['검색 rkdghkgkrtmq'],
    says: [searchWording.corrected('rkdghkgkrtmq', '강화학습')],
  },
  {
    command: 'search',
    given: { field: '로보틱스', sort: 'votes' },
    typed: [
      'search field:robotics sort:votes',
      '검색 정렬:추천수순 분야:Robotics',
      '검색 분야:로보틱스 정렬:추천',
    ],
    says: [title('', [koOf('robotics')]), sorts.votes],
  },
  {
    command: 'search',
    given: { words: '영상', days: 30, votes: 10, sort: 'newest' },
    typed: ['검색 기간:30 영상 최소추천수:10 정렬:최신순', 'search 영상 days:30 votes:10 sort:newest'],
    says: [title('영상', []), conditions(30, 10), sorts.newest],
  },
  {
    command: 'search',
    given: { words: 'agent', page: 2 },
    typed: ['검색 agent 쪽:2', 'search page:2 agent'],
    says: [title('agent', []), '11. '],
    buttons: [pagesWording.previous, pagesWording.more(11)],
  },
  {
    command: 'search',
    given: { words: 'zxcvbnm', days: 7 },
    says: [searchWording.nothing, searchWording.nothingText, conditions(7, undefined)],
  },
  {
    command: 'search',
    given: { field: '추론', days: 30 },
    says: [searchWording.whichField('추론')],
    buttons: REASONING,
  },
  {
    command: 'show',
    given: { paper: CONVLLAVA },
    typed: [
      ...[CONVLLAVA, `${CONVLLAVA}v2`, `arxiv:${CONVLLAVA}`, `https://arxiv.org/abs/${CONVLLAVA}v1`].flatMap(
        (named) => [`show ${named}`, `보기 논문:${named}`],
      ),
      `보기 https://huggingface.co/papers/${CONVLLAVA}`,
      `보기 http://arxiv.org/pdf/${CONVLLAVA}.pdf`,
    ],
    says: [titleOf(CONVLLAVA), cardWording.labels.summary, cardWording.labels.easy],
    buttons: [commandWording.share],
  },
  {
    command: 'show',
    given: { paper: FIRST_TODAY },
    typed: [`보기 ${FIRST_TODAY}`, `show “${FIRST_TODAY}”`],
    says: [FIRST_TODAY, cardWording.labels.easy],
  },
  {
    command: 'show',
    given: { paper: UNLISTED.id },
    typed: [`보기 ${UNLISTED.id}`, `show https://arxiv.org/abs/${UNLISTED.id}`],
    says: [UNLISTED.title, UNLISTED_SUMMARY.summary, UNLISTED_SUMMARY.easy],
  },
  {
    command: 'show',
    given: { paper: UNSUMMARISED.id },
    says: [UNSUMMARISED.title, UNSUMMARISED.abstract, cardWording.noSummaryForGood],
  },
  { command: 'show', given: { paper: 'video' }, typed: ['보기 VIDEO'], says: [showWording.whichPaper] },
  { command: 'top', given: { period: 'week' }, says: [topWording.title(periods.week, wheres.here), '5. '] },
  { command: 'top', typed: ['인기', 'top'], says: [topWording.title(periods.week, wheres.here), '1. '] },
  {
    command: 'top',
    given: { period: 'month', where: 'everywhere' },
    typed: [
      '인기 기간:한 범위:모든',
      'top where:everywhere period:month',
      '인기 기간:“한 달” 범위:"모든 채널"',
    ],
    says: [topWording.title(periods.month, wheres.everywhere), '10. '],
    buttons: [pagesWording.more(10), commandWording.share],
  },
  {
    command: 'top',
    given: { period: 'all', where: 'here' },
    typed: ['인기 기간:전체 범위:"이 채널"'],
    says: [topWording.title(periods.all, wheres.here), topWording.explained],
  },
  {
    command: 'fields',
    typed: ['분야'],
    says: [fieldsWording.title, fieldsWording.text, koOf('rl'), fieldsWording.unknown],
    buttons: [commandWording.share],
  },
  {
    command: 'status',
    typed: ['상태'],
    says: [statusWording.title, statusWording.active, statusWording.lastText(YESTERDAY, 5, '').slice(0, -2)],
  },
  { command: 'help', typed: ['', 'help', '도움말'], says: [helpWording.title, helpWording.intro] },
  {
    command: 'help',
    given: { command: '검색' },
    typed: ['도움말 검색', '검색 도움말', 'search --help', '검색 ?'],
    says: ['/paper search · 검색', '최소추천수'],
  },
];

const best = (day: string) => settingWording.best(day);
const when = (days: string, time: string, zone = 'Asia/Seoul') =>
  settingWording.when(days, time, describeZone(zone));

/** A channel manager's changes to the settings, in order; the web channel's settings are fixed. */
export const SETTING: readonly Case[] = [
  {
    command: 'subscribe',
    given: { count: 1 },
    says: [
      subscriptionWording.subscribed,
      subscriptionWording.atOnce,
      settingWording.count(1),
      when('매일', '12:00'),
    ],
  },
  {
    command: 'subscribe',
    given: { time: '오후 6시 반' },
    typed: ['구독 시각:"오후 6시 반"', '구독 시각:18:30', 'subscribe time:6:30pm'],
    says: [subscriptionWording.changed, when('매일', '18:30')],
  },
  {
    command: 'subscribe',
    given: { zone: '도쿄' },
    typed: ['subscribe zone:asia/tokyo', '구독 시간대:Asia/Tokyo', '구독 시간대:일본'],
    says: [when('매일', '18:30', 'Asia/Tokyo')],
  },
  {
    command: 'subscribe',
    given: { fields: '강화 학습, LLM' },
    typed: ['구독 분야:"RL,LLM"', 'subscribe fields:“Reinforcement Learning, LLM”'],
    says: [settingWording.fields([koOf('rl'), koOf('llm')])],
  },
  {
    command: 'subscribe',
    given: { fields: '전체' },
    typed: ['subscribe fields:all'],
    says: [settingWording.count(1)],
  },
  {
    command: 'subscribe',
    given: { words: 'agent, 로봇' },
    typed: ['구독 키워드:"agent, 로봇"', '구독 키워드:agent,로봇'],
    says: [settingWording.words(['agent', '로봇'])],
  },
  { command: 'subscribe', given: { words: '없음' }, says: [settingWording.count(1)] },
  {
    command: 'subscribe',
    given: { exclude: '강화 학습, drone' },
    typed: ['구독 제외:"RL, drone"', 'subscribe exclude:rl,drone'],
    says: [settingWording.exclude([koOf('rl'), 'drone'])],
  },
  { command: 'subscribe', given: { exclude: '없음' }, says: [settingWording.count(1)] },
  {
    command: 'subscribe',
    given: { votes: 3 },
    typed: ['구독 최소추천수:3'],
    says: [settingWording.minUpvotes(3)],
  },
  { command: 'subscribe', given: { votes: 0 }, says: [settingWording.count(1)] },
  {
    command: 'subscribe',
    given: { weekdays: '월,수,금' },
    typed: ['subscribe weekdays:mon,wed,fri', '구독 요일:월수금'],
    says: [when('월·수·금', '18:30', 'Asia/Tokyo')],
  },
  {
    command: 'subscribe',
    given: { best: '금요일' },
    typed: ['구독 주간베스트:금', 'subscribe best:fri'],
    says: [best(WEEKDAYS[5] as string)],
  },
  {
    command: 'subscribe',
    given: { best: '없음' },
    typed: ['subscribe best:none'],
    says: [settingWording.count(1)],
  },
  {
    command: 'subscribe',
    given: { mention: ROLE },
    typed: [`구독 멘션:@${ROLE}`, `subscribe mention:<!subteam^S0READERS|@${ROLE}>`],
    says: [settingWording.mention],
  },
  // The channels of these tests are no announcement channels.
  {
    command: 'subscribe',
    given: { publish: 'on' },
    typed: ['구독 발행:켜기'],
    says: [subscriptionWording.notAnnouncement],
  },
  {
    command: 'subscribe',
    given: { publish: 'off' },
    typed: ['구독 발행:끄기'],
    says: [settingWording.count(1)],
  },
  {
    command: 'subscribe',
    given: { layout: 'thread', list: 'live' },
    typed: ['구독 배치:스레드 목록:집계', 'subscribe layout:thread list:live'],
    says: [settingWording.layouts.thread, settingWording.modes.live],
  },
  {
    command: 'subscribe',
    given: { layout: 'channel', list: 'closed' },
    typed: ['구독 배치:"채널에 바로" 목록:"마감된 목록"'],
    says: [settingWording.layouts.channel, settingWording.modes.closed],
  },
  { command: 'pause', says: [subscriptionWording.held] },
  { command: 'resume', says: [subscriptionWording.released] },
  { command: 'unsubscribe', says: [subscriptionWording.ended, subscriptionWording.endedText] },
];
const whole = (command: string, option: string, ko: string, least: number, most: number): Case[] =>
  [0, -1, most + 1, 1.5, 1e21, '', 'two', '1e3', '3O', '٢', '%00'].flatMap((value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? []
      : [
          {
            command,
            given: { [option]: value },
            says: [optionWording.badNumber(ko, least, most, String(value))],
          },
        ],
  );
const wrong = (command: string, option: string, values: readonly string[], say: (value: string) => string) =>
  values.map((value): Case => ({ command, given: { [option]: value }, says: [say(value)] }));
const pages = (command: string, given: Case['given'], most: number): Case[] => [
  ...whole(command, 'page', '쪽', 1, 20),
  { command, given: { ...given, page: 20 }, says: [pagesWording.noSuchPage(most)] },
];

/** Invalid or unavailable values. Together with `BAD_SETTING`, they must cover every option. */
export const BAD: readonly Case[] = [
  ...wrong('today', 'day', ['언젠가', '21', '2026-08', '8/21/2026', ''], optionWording.badDay),
  ...wrong('today', 'day', ['2026-02-30', '2026-13-01', '2월 30일'], todayWording.noSuchDate),
  { command: 'today', given: { day: '2027-01-01' }, says: [todayWording.future('2027-01-01')] },
  { command: 'today', given: { day: '9999-12-31' }, says: [todayWording.future('9999-12-31')] },
  ...[HOLIDAY, '1970-01-01', '0001-01-01'].map(
    (day): Case => ({ command: 'today', given: { day }, says: [todayWording.none(day)] }),
  ),
  { command: 'today', given: { day: WEEKEND }, says: [todayWording.noneOnWeekend(WEEKEND)] },
  ...wrong('today', 'field', ['없는분야이름', '3.14'], searchWording.noField),
  ...pages('today', { day: YESTERDAY }, Math.ceil(listed(YESTERDAY).length / 10)),
  { command: 'search', says: [searchWording.nothingAsked] },
  { command: 'search', given: { days: 30 }, says: [searchWording.nothingAsked] },
  { command: 'search', given: { words: '' }, says: [searchWording.nothingAsked] },
  ...wrong('search', 'field', ['없는분야이름', 'qqqq'], searchWording.noField),
  ...whole('search', 'days', '기간', 1, 3_650),
  ...whole('search', 'votes', '최소추천수', 0, 10_000),
  ...pages('search', { words: '강화 학습', votes: 30 }, 2),
  ...wrong('search', 'sort', ['upvotes', '순', '', 'constructor'], (value) =>
    optionWording.badChoice('정렬', Object.values(sorts), value),
  ),
  { command: 'show', says: [showWording.nothingAsked] },
  ...wrong(
    'show',
    'paper',
    ['2501', '12345.6789', 'https://evil.example/abs/2501', '없는 제목'],
    showWording.notAPaper,
  ),
  { command: 'show', given: { paper: '9912.99999' }, says: [showWording.noSuchPaper('9912.99999')] },
  ...wrong('help', 'command', ['등대', 'constructor'], commandWording.unknownCommand),
  ...wrong('top', 'period', ['year', '주', ''], (value) =>
    optionWording.badChoice('기간', Object.values(periods), value),
  ),
  ...wrong('top', 'where', ['there', '채널', ''], (value) =>
    optionWording.badChoice('범위', Object.values(wheres), value),
  ),
];

/** Invalid settings from a manager; they change nothing. */
export const BAD_SETTING: readonly Case[] = [
  ...wrong('subscribe', 'time', ['25:00', '9:60', '오후 13시', '저녁 12시', ''], optionWording.badTime),
  ...wrong('subscribe', 'zone', ['Mars/Base', '화성', ''], optionWording.badTimeZone),
  ...whole('subscribe', 'count', '편수', 1, 100),
  ...wrong('subscribe', 'fields', ['없는분야이름', 'RL,없는분야이름'], (value) =>
    optionWording.badField(value.split(',').at(-1) ?? '', []),
  ),
  {
    command: 'subscribe',
    given: { fields: '추론' },
    says: [optionWording.badField('추론', [koOf('reasoning'), koOf('inference-acceleration')])],
  },
  { command: 'subscribe', given: { fields: ' , ' }, says: [optionWording.nothing('전체')] },
  { command: 'subscribe', given: { words: ',' }, says: [optionWording.nothing('전체')] },
  { command: 'subscribe', given: { exclude: ',' }, says: [optionWording.nothing('없음')] },
  { command: 'subscribe', given: { words: 'a,b,c,d,e,f,g,h,i,j,k' }, says: [optionWording.tooMany(10)] },
  ...whole('subscribe', 'votes', '최소추천수', 0, 10_000),
  ...wrong('subscribe', 'weekdays', ['달요일', 'someday', ''], optionWording.badWeekdays),
  ...wrong('subscribe', 'best', ['월,화', '매일', ''], optionWording.badBest),
  ...wrong('subscribe', 'mention', ['', '@'], optionWording.badMention),
  ...wrong('subscribe', 'publish', ['maybe', ''], (value) =>
    optionWording.badChoice('발행', Object.values(settingWording.publishing), value),
  ),
  ...wrong('subscribe', 'layout', ['grid', '', '스레드!'], (value) =>
    optionWording.badChoice('배치', Object.values(settingWording.layouts), value),
  ),
  ...wrong('subscribe', 'list', ['old', ''], (value) =>
    optionWording.badChoice('목록', Object.values(settingWording.modes), value),
  ),
];

/** Hostile input, which must not act as markup on any platform. */
export const HOSTILE: readonly string[] = [
  ...['@everyone @here', '<!channel> <!here>', '<@U1> <@400000000000000001> <@&1> <#C0PAPERS>'],
  ...[
    '**굵게** __밑줄__ ~~취소~~ ||가림|| `코드` ```',
    '*',
    '> 인용',
    '# 제목',
    '- 목록',
    '[눌러 보세요](https://evil.example)',
  ],
  ...[
    'https://evil.example/2501.12345',
    '<https://evil.example|눌러 보세요>',
    'javascript:alert(1)',
    'evil.example',
  ],
  ...[
    '👍🏽🇰🇷👨‍👩‍👧‍👦',
    ':smile: <:x:1> <t:0:R>',
    'a\u0000b\u0007c\u001b[31m',
    '\u202Eabc\u200B\uFEFF',
    'ㅎㅏㄴ ㄱㅡㄹ',
  ],
  ...[
    'AND NEAR(',
    'NOT',
    '"',
    '“',
    '" OR 1=1 --',
    "'; DROP TABLE papers; --",
    '강화* AND {title}: ^x',
    'x'.repeat(200),
  ],
  ...[
    '<script>alert(1)</script>',
    '&amp; &lt;b&gt;',
    '"><img src=x onerror=alert(1)>',
    '%s %n $1 {x}',
    '\\',
    '\\*',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'share:yes',
    'page:2',
    'null',
    '/paper unsubscribe',
    '../../etc/passwd',
  ],
  ...[
    '*_~`|[]<@'.repeat(22),
    '가'.repeat(500),
    '강화 학습 '.repeat(100),
    '👍🏽'.repeat(120),
    '.'.repeat(500),
    '\n\n'.repeat(99),
  ],
];
