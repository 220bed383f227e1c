import { quote } from './common.ts';
import { withJosa } from './josa.ts';

const typed = (text: string) => `(입력한 값: '${quote(text)}')`;

/** Errors about the value of an option. */
export const optionWording = {
  badNumber: (name: string, least: number, most: number, text: string) =>
    `'${name}'에는 ${least}부터 ${most}까지의 숫자를 입력해 주세요. ${typed(text)}`,
  badChoice: (name: string, labels: readonly string[], text: string) =>
    `'${name}'에는 ${labels.join(', ')} 가운데 하나를 입력해 주세요. ${typed(text)}`,
  badTime: (text: string) => `시각은 '09:30'이나 '오후 6시'처럼 입력해 주세요. ${typed(text)}`,
  badTimeZone: (text: string) => `시간대는 '서울', 'UTC+9', 'Asia/Seoul'처럼 입력해 주세요. ${typed(text)}`,
  unclearTimeZone: (text: string, cities: readonly string[]) =>
    `'${quote(text)}' 시간대는 여러 곳에서 씁니다. ${cities.join(', ')} 가운데 하나로 입력해 주세요.`,
  badWeekdays: (text: string) => `요일은 '월,수,금', '평일', '매일'처럼 입력해 주세요. ${typed(text)}`,
  badField: (label: string, meant: readonly string[]) =>
    meant.length > 0
      ? `'${quote(label)}'에는 여러 뜻이 있습니다. ${meant.join(', ')} 가운데 하나로 입력해 주세요.`
      : `'${quote(label)}' 분야를 찾지 못했습니다. '강화 학습'이나 'RL'처럼 입력해 주세요.`,
  nothing: (none: string) =>
    `값을 입력해 주세요. 제한 없이 받으려면 ${withJosa(`'${none}'`, '을/를')} 입력하면 됩니다.`,
  tooMany: (most: number) => `한 번에 ${most}개까지만 입력할 수 있습니다.`,
  badBest: (text: string) =>
    `주간 베스트를 받을 요일을 하나만 입력해 주세요(예: 금). 받지 않으려면 '없음'을 입력하면 됩니다. ${typed(text)}`,
  badMention: (text: string) =>
    `멘션할 역할이나 사용자 그룹을 하나만 골라 주세요. 멘션하지 않으려면 '없음'을 입력하면 됩니다. ${typed(text)}`,
  notChecked: '멘션할 수 있는지 지금은 확인할 수 없습니다. 잠시 뒤에 다시 시도해 주세요.',
  notHere: (name: string) => `'${name}' 설정은 이 플랫폼에서 쓸 수 없습니다.`,
  tooLong: (name: string, most: number) => `'${quote(name)}'에는 ${most}자까지만 입력할 수 있습니다.`,
  badDay: (text: string) =>
    `날짜는 '어제', '금요일', '8월 21일', '2026-08-21'처럼 입력해 주세요. ${typed(text)}`,
} as const;
