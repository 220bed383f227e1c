import { koreanDay } from './text.ts';

/** Every Korean sentence that a reader sees, in one place; the Markdown digest's own labels stand in its renderer. */
export const wording = {
  product: '논문배달',
  tagline: '오늘의 AI 논문을 한국어 요약으로',
  labels: { summary: '요약', abstract: '초록', easy: '쉬운설명', fields: '관련분야', upvotes: '추천수' },
  buttons: { pdf: 'PDF', page: '논문', code: '코드' },
  noSummarizer: '한국어 요약을 만들 모델이 설정되지 않아 영어 초록을 그대로 싣습니다.',
  noSummary: '한국어 요약을 아직 만들지 못해 영어 초록을 그대로 싣습니다. 요약이 준비되면 이 글이 바뀝니다.',
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
  noEditionYet: '아직 배달된 논문이 없습니다. 첫 배달이 끝나면 여기에서 볼 수 있습니다.',
  helpTitle: '논문배달 도움말',
  helpText:
    'Hugging Face Daily Papers에 오른 AI 논문을 골라 한국어 요약과 함께 배달합니다. 글 아래의 👍 👎로 논문에 투표할 수 있습니다.',
  unknownCommand: (word: string) =>
    `없는 명령입니다: '${word}'. '/paper help'를 입력하면 쓸 수 있는 명령이 나옵니다.`,
  noOptions: (command: string, rest: string) =>
    `'${command}' 명령 뒤에는 다른 말을 붙일 수 없습니다: ${rest}`,
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
    noAnswer: '답을 받지 못했습니다. 잠시 뒤에 다시 시도해 주세요.',
  },
} as const;
