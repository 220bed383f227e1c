import { koreanDays } from './common.ts';

/** Texts of the top command. */
export const topWording = {
  title: (period: string, where: string) => `${period} 인기 논문 · ${where}`,
  periods: { week: '최근 7일', month: '최근 30일', all: '전체 기간' },
  /** Synonyms that users can type for a period. */
  periodSynonyms: { week: '이번 주', month: '한 달' },
  wheres: { here: '이 채널', everywhere: '모든 채널' },
  explained: '투표(👍 수에서 👎 수를 뺀 값)가 많은 순서이고, 같으면 추천수가 많은 순서입니다.',
  none: {
    here: "이 기간에 이 채널로 배달한 논문이 없습니다. 다른 채널까지 보려면 범위를 '모든 채널'로 바꿔 보세요.",
    everywhere: '이 기간에는 아직 논문이 없습니다.',
  },
  entry: (rank: number, votes: string, upvotes: number) => `${rank}위 · ${votes} · 추천수 ${upvotes}`,
} as const;

/** Texts of the weekly best, which a channel receives automatically. */
export const bestWording = {
  title: (from: string, to: string) => `주간 베스트 · ${koreanDays(from, to)}`,
  text: '지난 한 주 동안 이 채널에 배달한 논문 가운데 투표를 많이 받은 논문입니다. 투표가 같으면 추천수순입니다.',
  nothing: '그 주에는 배달한 논문이 없습니다.',
} as const;
