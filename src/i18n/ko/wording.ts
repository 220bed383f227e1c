import { cleanText, cutText } from '../../lib/text.ts';
import { koreanDay } from './korean-day.ts';
import { statusWording } from './status.ts';

const MAX_QUOTE = 60;
/** What somebody typed, as far as the sentence around it can still be read. */
const quote = (typed: string) => cutText(cleanText(typed), MAX_QUOTE);

/** Every Korean sentence that a reader sees, in one place; the Markdown digest's own labels stand in its renderer. */
export const wording = {
  product: '논문배달',
  tagline: '오늘의 AI 논문을 한국어 요약으로',
  labels: {
    summary: '요약',
    abstract: '초록',
    easy: '쉬운설명',
    fields: '관련분야',
    upvotes: '추천수',
    votes: '투표',
    links: '링크',
  },
  buttons: { pdf: 'PDF', page: '논문', code: '코드' },
  noSummarizer: '한국어 요약을 만들 모델이 설정되지 않아 영어 초록을 그대로 싣습니다.',
  noSummary: '한국어 요약을 아직 만들지 못해 영어 초록을 그대로 싣습니다. 요약이 준비되면 이 글이 바뀝니다.',
  summariesSpent:
    '오늘 요약에 쓸 수 있는 양을 다 써서 영어 초록을 그대로 싣습니다. 요약이 준비되면 이 글이 바뀝니다.',
  noSummaryForGood: '한국어 요약이 없어 영어 초록을 그대로 싣습니다.',
  noAbstract: '초록이 제공되지 않은 논문입니다.',
  thumbnailAlt: (title: string) => `논문 첫 쪽 미리보기: ${title}`,
  authors: (names: readonly string[]) =>
    names.length > 3 ? `${names.slice(0, 3).join(', ')} 외 ${names.length - 3}명` : names.join(', '),
  headingTitle: (day: string) => `${koreanDay(day)} AI 논문`,
  headingText: (listed: number, chosen: number) =>
    listed === chosen
      ? `이날 목록에 오른 논문 ${listed}편을 배달합니다.`
      : `이날 목록에 오른 논문 ${listed}편 가운데 ${chosen}편을 골라 배달합니다.`,
  helpTitle: '논문배달 도움말',
  helpText:
    'Hugging Face Daily Papers에 오른 AI 논문을 골라 한국어 요약과 함께 배달합니다. 글 아래의 👍 👎로 논문에 투표할 수 있고, 검색(search) 명령으로 지금까지의 논문을 찾을 수 있습니다.',
  helpOptions: (names: readonly string[]) => `(옵션: ${names.join(', ')})`,
  unknownCommand: (word: string) =>
    `없는 명령입니다: '${quote(word)}'. '/paper help'를 입력하면 쓸 수 있는 명령이 나옵니다.`,
  notAnOption: (command: string, word: string) =>
    `'${command}' 명령에서 무슨 뜻인지 알 수 없습니다: '${quote(word)}'. 옵션은 '이름:값'으로 쓰고, 값에 빈칸이 있으면 큰따옴표로 묶어 주세요.`,
  unknownOption: (command: string, name: string, known: readonly string[]) =>
    known.length > 0
      ? `'${command}' 명령에는 '${quote(name)}' 옵션이 없습니다. 쓸 수 있는 옵션: ${known.join(', ')}`
      : `'${command}' 명령에는 옵션이 없습니다: '${quote(name)}'`,
  managersOnly: (command: string) =>
    `'${command}' 명령은 관리자만 쓸 수 있습니다(Discord: 서버 관리하기(Manage Server) 권한, Slack: 워크스페이스 관리자나 채널을 만든 사람).`,
  tooOften: (minutes: number) => `잠깐 사이에 너무 많이 요청했습니다. ${minutes}분 뒤에 다시 시도해 주세요.`,
  share: '채널에 올리기',
  justShared: '방금 채널에 올린 답입니다.',
  sharedBy: (name: string) => `${name} 님이 찾아 올린 답입니다.`,
  shared: '구성원이 찾아 올린 답입니다.',
  pages: {
    page: (page: number, pages: number) => `${page}/${pages}쪽`,
    cut: (papers: number) => `앞의 ${papers}편까지 볼 수 있습니다`,
    noSuchPage: (pages: number) => `쪽은 1부터 ${pages}까지 있습니다.`,
    previous: '이전',
    next: '다음',
    more: (number: number) => `${number}번 자세히`,
  },
  voteCount: (up: number, down: number) => `👍 ${up} · 👎 ${down}`,
  search: {
    title: (words: string, fields: readonly string[]) =>
      [...(words ? [`'${words}'`] : []), ...(fields.length > 0 ? [`분야 ${fields.join(', ')}`] : [])].join(
        ' · ',
      ),
    results: (total: number, isMore = false) => `찾은 논문 ${total}편${isMore ? ' 이상' : ''}`,
    conditions: (days: number | undefined, least: number | undefined) =>
      [...(days ? [`최근 ${days}일`] : []), ...(least ? [`추천수 ${least} 이상`] : [])].join(' · '),
    sorts: { relevance: '관련도순', votes: '추천수순', newest: '최신순' },
    corrected: (typed: string, corrected: string) =>
      `'${quote(typed)}'에 맞는 논문이 없어 비슷한 말로 찾았습니다: '${corrected}'`,
    loose: (exact: number) =>
      exact > 0
        ? `찾는 말이 모두 있는 논문은 ${exact}편이고, 그 뒤의 논문에는 일부만 있습니다.`
        : '찾는 말이 모두 있는 논문은 없어, 일부가 있는 논문을 보여 줍니다.',
    nothing: '맞는 논문을 찾지 못했습니다',
    nothingText:
      '낱말을 줄이거나 기간과 분야를 넓혀 보세요. 지금까지 받은 논문에서 찾습니다. 다른 논문은 논문 보기(show) 명령에 arXiv 주소를 넣으면 볼 수 있습니다.',
    nothingAsked:
      "찾을 말이나 분야를 적어 주세요. 예: '/paper 검색 강화학습', '/paper 검색 분야:로보틱스 기간:30'",
    whichField: (label: string) => `'${quote(label)}'에는 여러 뜻이 있습니다. 하나를 골라 주세요.`,
    noField: (label: string) =>
      `'${quote(label)}' 분야를 찾지 못했습니다. 분야(fields) 명령으로 목록을 볼 수 있습니다.`,
  },
  show: {
    nothingAsked: "볼 논문을 적어 주세요. 예: '/paper 보기 2501.12345'",
    notAPaper: (text: string) =>
      `'${quote(text)}'에 맞는 논문을 찾지 못했습니다. arXiv나 Hugging Face의 논문 주소, 2501.12345 같은 논문 번호, 또는 최근 논문의 제목을 적어 주세요.`,
    noSuchPaper: (id: string) => `Hugging Face에 등록되지 않은 논문입니다: ${id}`,
    unreachable: '논문을 지금 가져올 수 없습니다. 잠시 뒤에 다시 시도해 주세요.',
    whichPaper: '어느 논문인지 골라 주세요.',
  },
  top: {
    title: (period: string, where: string) => `${period} 인기 논문 · ${where}`,
    periods: { week: '이번 주', month: '한 달', all: '전체' },
    wheres: { here: '이 채널', everywhere: '모든 채널' },
    explained: '투표(👍에서 👎를 뺀 수)가 많은 논문부터, 같으면 추천수가 많은 논문부터 보여 줍니다.',
    none: {
      here: "이 채널에 이 기간에 배달된 논문이 없습니다. 다른 채널까지 보려면 범위를 '모든 채널'로 바꿔 보세요.",
      everywhere: '이 기간에는 아직 논문이 없습니다.',
    },
    entry: (rank: number, votes: string, upvotes: number) => `${rank}위 · ${votes} · 추천수 ${upvotes}`,
  },
  best: {
    title: (from: string, to: string) => `주간 베스트 · ${koreanDay(from)}부터 ${koreanDay(to)}까지`,
    text: '지난 한 주 이 채널에 배달된 논문 가운데 투표가 많은 논문입니다. 투표가 같으면 추천수를 봅니다.',
    nothing: '그 주에는 배달된 논문이 없습니다.',
  },
  fields: {
    title: '분야 목록',
    text: '괄호 안은 논문 수입니다. 한 분야를 고르면 그 아래 분야의 논문도 함께 찾습니다.',
    count: (name: string, papers: number) => `${name}(${papers})`,
    unknown: '목록에 없는 이름',
    pick: '분야 골라 검색하기',
  },
  staleButton: '오래되었거나 잘못된 버튼입니다. 명령을 다시 입력해 주세요.',
  options: {
    badNumber: (name: string, least: number, most: number, text: string) =>
      `'${name}'에는 ${least}부터 ${most}까지의 수를 적어 주세요: '${quote(text)}'`,
    badChoice: (name: string, labels: readonly string[], text: string) =>
      `'${name}'에는 ${labels.join(', ')} 가운데 하나를 적어 주세요: '${quote(text)}'`,
    badTime: (text: string) => `시각은 09:30이나 "오후 6시"처럼 적어 주세요: '${quote(text)}'`,
    badTimeZone: (text: string) => `시간대는 Asia/Seoul이나 서울처럼 적어 주세요: '${quote(text)}'`,
    badWeekdays: (text: string) => `요일은 월,수,금이나 평일, 매일처럼 적어 주세요: '${quote(text)}'`,
    badField: (label: string, meant: readonly string[]) =>
      meant.length > 0
        ? `'${quote(label)}'에는 여러 뜻이 있습니다. ${meant.join(', ')} 가운데 하나로 적어 주세요.`
        : `'${quote(label)}' 분야를 찾지 못했습니다. '강화 학습'이나 'RL'처럼 적어 주세요.`,
    nothing: (none: string) => `무엇을 고를지 적어 주세요. 거르지 않으려면 '${none}'를 적어 주세요.`,
    tooMany: (most: number) => `한 번에 ${most}개까지만 적을 수 있습니다.`,
    badBest: (text: string) =>
      `주간 베스트를 받을 요일 하나를 금이나 금요일처럼, 받지 않으려면 없음을 적어 주세요: '${quote(text)}'`,
    tooLong: (name: string, most: number) => `'${quote(name)}'에는 ${most}자까지만 적을 수 있습니다.`,
    badDay: (text: string) => `날짜는 2026-08-21처럼 적어 주세요: '${quote(text)}'`,
  },
  today: {
    listed: (papers: number) => `이날 목록에 오른 논문 ${papers}편을 추천수가 많은 순서로 보여 줍니다.`,
    filtered: (papers: number, field: string) => `그 가운데 ${field} 분야 논문은 ${papers}편입니다.`,
    noneInField: (field: string) => `그 가운데 ${field} 분야 논문은 없습니다.`,
    filling: (until: string) =>
      `아직 모이고 있는 목록입니다. ${until}에 마감되고, 그때까지 논문과 추천수가 바뀝니다.`,
    notYet: (day: string, newest: string) =>
      `${koreanDay(day)} 목록에는 아직 논문이 없어 ${koreanDay(newest)} 목록을 보여 줍니다.`,
    weekend: (day: string, newest: string) =>
      `${koreanDay(day)}에는 목록이 없어 ${koreanDay(newest)} 목록을 보여 줍니다.`,
    missed: (day: string, newest: string) =>
      `${koreanDay(day)} 목록을 지금 받을 수 없어 ${koreanDay(newest)} 목록을 보여 줍니다.`,
    none: (day: string) => `${koreanDay(day)}에는 목록이 없습니다.`,
    noneYet: '아직 받은 목록이 없습니다. 잠시 뒤에 다시 시도해 주세요.',
    noneSoFar: (day: string) =>
      `${koreanDay(day)} 목록에는 아직 논문이 없습니다. 하루 동안 차례로 올라옵니다.`,
    notOpen: (day: string, at: string) => `${koreanDay(day)} 목록은 ${at}부터 모이기 시작합니다.`,
    future: (day: string) => `아직 오지 않은 날입니다: ${koreanDay(day)}`,
    unreachable: '목록을 지금 받을 수 없습니다. 잠시 뒤에 다시 시도해 주세요.',
  },
  subscription: {
    subscribed: '구독을 시작했습니다',
    changed: '구독 설정을 바꾸었습니다',
    resumed: '구독을 다시 이어 갑니다',
    settings: '설정',
    atOnce: '가장 최근 목록의 논문을 곧 이 채널에 배달합니다.',
    alreadyHere: (day: string) => `${koreanDay(day)} 목록은 이미 이 채널에 배달되어 있습니다.`,
    next: '다음 배달',
    blocked: (obstacles: readonly string[]) =>
      `봇이 이 채널에 글을 올릴 수 없어 아무것도 바꾸지 않았습니다. 배달에 필요한 것: ${obstacles.join(', ')}`,
    pickField: '받을 분야 고르기',
    ended: '구독을 해지했습니다',
    endedText: '이 채널에는 더 이상 논문을 배달하지 않습니다. 이미 올린 글은 그대로 둡니다.',
    none: '이 채널은 구독 중이 아닙니다.',
    webIsFixed:
      '웹 채널은 늘 구독 중이고, 설정은 환경 변수(DIGEST_AT, DIGEST_TIME_ZONE, DIGEST_COUNT)로 정합니다.',
  },
  setting: {
    when: (weekdays: string, time: string, zone: string) => `${weekdays} ${time} (${zone})`,
    count: (count: number) => `최대 ${count}편`,
    modes: { closed: '마감된 목록', live: '집계 중인 목록' },
    layouts: { channel: '채널에 바로', thread: '스레드에 모아서' },
    fields: (names: readonly string[]) => `분야 ${names.join(', ')}`,
    words: (words: readonly string[]) => `키워드 ${words.join(', ')}`,
    minUpvotes: (least: number) => `추천수 ${least} 이상`,
    best: (weekday: string) => `주간 베스트 ${weekday}요일`,
    never: '예정된 배달이 없습니다.',
    next: (at: string, day: string) => `${at}에 ${koreanDay(day)} 목록`,
  },
  status: statusWording,
  notACommand: "명령은 '/paper'로 시작합니다. '/paper help'를 입력해 보세요.",
  apology: (reference: string) =>
    `문제가 생겨 답하지 못했습니다. 잠시 뒤에 다시 시도해 주세요. (참조 ${reference})`,
  notSent: '글을 보내지 못했습니다.',
  messageGone: '글이 지워졌습니다.',
  page: {
    logLabel: '배달된 논문',
    emptyChannel: '아직 배달된 논문이 없습니다. 첫 배달이 도착하면 여기에 바로 나타납니다.',
    older: (day: string) => `${day} 논문 보기`,
    dayLink: '이날의 전체 목록',
    paperLink: '고유 주소',
    fresh: '새 논문이 도착했습니다 ↓',
    commandLabel: '명령',
    send: '보내기',
    placeholder: '찾을 말이나 /paper help',
    shared: '채널에 올렸습니다.',
    rest: '그 밖의 논문',
    onDays: '목록에 오른 날:',
    back: '채널로 돌아가기',
    noSuchDay: '그날은 목록이 없습니다.',
    noSuchPaper: '아직 목록에서 본 적이 없는 논문입니다.',
    badVote: '잘못된 투표 요청입니다.',
    notFound: '없는 주소입니다.',
    tooLarge: '보낸 내용이 너무 깁니다.',
    crossSite: '다른 사이트에서 온 요청은 받지 않습니다.',
    wrongName: '이 주소로는 열 수 없습니다.',
    like: '좋아요',
    dislike: '싫어요',
    voteFailed: '투표하지 못했습니다. 잠시 뒤에 다시 눌러 주세요.',
    waiting: '답을 기다리고 있습니다.',
    noAnswer: '답을 받지 못했습니다. 잠시 뒤에 다시 시도해 주세요.',
  },
} as const;
