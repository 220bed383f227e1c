import { koreanDay, quote, shortDay } from './common.ts';

/** Texts of the today command. */
export const todayWording = {
  listed: (papers: number) => `이날 목록에 오른 논문 ${papers}편을 추천수가 많은 순서로 보여 드립니다.`,
  filtered: (papers: number, field: string) => `그 가운데 ${field} 분야 논문은 ${papers}편입니다.`,
  noneInField: (field: string) => `그 가운데 ${field} 분야 논문은 없습니다.`,
  filling: (until: string) =>
    `집계 중인 목록입니다. ${until}에 마감되고, 그때까지 논문과 추천수가 바뀔 수 있습니다.`,
  notYet: (day: string, newest: string) =>
    `${koreanDay(day)} 목록에는 아직 논문이 없어 ${koreanDay(newest)} 목록을 보여 드립니다.`,
  weekend: (day: string, newest: string) =>
    `${koreanDay(day)}에는 목록이 없어 ${koreanDay(newest)} 목록을 보여 드립니다.`,
  missed: (day: string, newest: string) =>
    `지금은 ${koreanDay(day)} 목록을 받을 수 없어 ${koreanDay(newest)} 목록을 보여 드립니다.`,
  notOpenYet: (day: string, at: string, newest: string) =>
    `${koreanDay(day)} 목록은 ${at}부터 집계를 시작하므로, 가장 최근인 ${koreanDay(newest)} 목록을 보여 드립니다.`,
  latest: (day: string) => `지난 날짜 가운데 가장 가까운 ${koreanDay(day)} 목록을 보여 드립니다.`,
  noSuchDate: (text: string) => `달력에 없는 날짜입니다: '${quote(text)}'`,
  noneOnWeekend: (day: string) => `${koreanDay(day)}에는 목록이 없습니다. 목록은 평일에만 올라옵니다.`,
  showDay: (day: string) => `${shortDay(day)} 목록 보기`,
  showNewest: '가장 최근 목록 보기',
  none: (day: string) => `${koreanDay(day)}에는 목록이 없습니다.`,
  noneYet: '아직 받은 목록이 없습니다. 잠시 뒤에 다시 시도해 주세요.',
  noneSoFar: (day: string) => `${koreanDay(day)} 목록에는 아직 논문이 없습니다. 하루 동안 차례로 올라옵니다.`,
  notOpen: (day: string, at: string) => `${koreanDay(day)} 목록은 ${at}부터 집계를 시작합니다.`,
  future: (day: string) => `아직 오지 않은 날입니다: ${koreanDay(day)}`,
  unreachable: '지금은 목록을 받을 수 없습니다. 잠시 뒤에 다시 시도해 주세요.',
} as const;
