import { koreanDay } from './common.ts';

/**
 * Texts of a paper's card and an edition's heading. The labels 쉬운설명 and 관련분야 are written without a space, because
 * the Markdown digest requires that spelling; its other labels are in its renderer.
 */
export const cardWording = {
  labels: {
    summary: '요약',
    abstract: '초록',
    easy: '쉬운설명',
    fields: '관련분야',
    upvotes: '추천수',
    votes: '투표',
    links: '링크',
  },
  buttons: { pdf: 'PDF', page: '논문', code: '코드', list: '논문 목록', summarize: '한국어로 요약하기' },
  noSummarizer: '한국어 요약을 만들 모델이 설정되지 않아 영어 초록을 그대로 싣습니다.',
  noSummary: '아직 한국어 요약을 만들지 못해 영어 초록을 먼저 싣습니다. 요약이 준비되면 여기에 반영합니다.',
  summariesSpent:
    '오늘의 요약 한도를 모두 써서 영어 초록을 먼저 싣습니다. 요약이 준비되면 여기에 반영합니다.',
  summariesUnavailable: '지금은 한국어 요약을 만들 수 없어 영어 초록을 그대로 싣습니다.',
  noSummaryForGood: '한국어 요약이 없어 영어 초록을 그대로 싣습니다.',
  late: '제때 보내지 못해 늦게 보내는 논문입니다.',
  noAbstract: '초록이 제공되지 않은 논문입니다.',
  thumbnailAlt: (title: string) => `논문 첫 쪽 미리보기: ${title}`,
  authors: (names: readonly string[]) =>
    names.length > 3 ? `${names.slice(0, 3).join(', ')} 외 ${names.length - 3}명` : names.join(', '),
  headingTitle: (day: string) => `${koreanDay(day)} AI 논문`,
  headingText: (listed: number, chosen: number) =>
    listed === chosen
      ? `이날 목록에 오른 논문 ${listed}편을 배달합니다.`
      : `이날 목록에 오른 논문 ${listed}편 가운데 ${chosen}편을 골라 배달합니다.`,
  upvoteCount: (upvotes: number) => `추천수 ${upvotes}`,
  voteCount: (up: number, down: number) => `👍 ${up} · 👎 ${down}`,
} as const;
