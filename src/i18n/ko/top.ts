import { koreanDay } from './common.ts';

/** The top command. */
export const topWording = {
  title: (period: string, where: string) => `${period} 인기 논문 · ${where}`,
  periods: { week: '이번 주', month: '한 달', all: '전체' },
  wheres: { here: '이 채널', everywhere: '모든 채널' },
  explained: '투표(👍에서 👎를 뺀 수)가 많은 논문부터, 같으면 추천수가 많은 논문부터 보여 줍니다.',
  none: {
    here: "이 채널에 이 기간에 배달된 논문이 없습니다. 다른 채널까지 보려면 범위를 '모든 채널'로 바꿔 보세요.",
    everywhere: '이 기간에는 아직 논문이 없습니다.',
  },
  entry: (rank: number, votes: string, upvotes: number) => `${rank}위 · ${votes} · 추천수 ${upvotes}`,
} as const;

/** The weekly best, posted to a channel. */
export const bestWording = {
  title: (from: string, to: string) => `주간 베스트 · ${koreanDay(from)}부터 ${koreanDay(to)}까지`,
  text: '지난 한 주 이 채널에 배달된 논문 가운데 투표가 많은 논문입니다. 투표가 같으면 추천수를 봅니다.',
  nothing: '그 주에는 배달된 논문이 없습니다.',
} as const;
