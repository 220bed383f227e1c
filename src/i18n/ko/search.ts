import { quote } from './common.ts';

/** The search command. */
export const searchWording = {
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
} as const;

/** The show command: one paper. */
export const showWording = {
  nothingAsked: "볼 논문을 적어 주세요. 예: '/paper 보기 2501.12345'",
  notAPaper: (text: string) =>
    `'${quote(text)}'에 맞는 논문을 찾지 못했습니다. arXiv나 Hugging Face의 논문 주소, 2501.12345 같은 논문 번호, 또는 최근 논문의 제목을 적어 주세요.`,
  noSuchPaper: (id: string) => `Hugging Face에 등록되지 않은 논문입니다: ${id}`,
  unreachable: '논문을 지금 가져올 수 없습니다. 잠시 뒤에 다시 시도해 주세요.',
  whichPaper: '어느 논문인지 골라 주세요.',
} as const;

/** The fields command: all fields and their paper counts. */
export const fieldsWording = {
  title: '분야 목록',
  text: '괄호 안은 논문 수입니다. 한 분야를 고르면 그 아래 분야의 논문도 함께 찾습니다.',
  count: (name: string, papers: number) => `${name}(${papers})`,
  unknown: '목록에 없는 이름',
  pick: '분야 골라 검색하기',
} as const;
