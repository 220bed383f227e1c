import { quote } from './common.ts';

/** What is wrong with the value of an option. */
export const optionWording = {
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
} as const;
