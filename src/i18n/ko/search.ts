import { quote } from './common.ts';
import { withJosa } from './josa.ts';

/** Texts of the search command. */
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
    `'${quote(typed)}' 검색 결과가 없어 ${withJosa(`'${corrected}'`, '으로/로')} 검색했습니다.`,
  loose: (exact: number) =>
    exact > 0
      ? `검색어를 모두 포함한 논문은 ${exact}편이고, 나머지는 일부만 포함합니다.`
      : '검색어를 모두 포함한 논문이 없어 일부만 포함한 논문을 보여 드립니다.',
  nothing: '검색 결과가 없습니다',
  nothingText:
    '검색어를 줄이거나 기간과 분야를 넓혀 보세요. 지금까지 받은 목록의 논문만 검색합니다. 다른 논문은 보기(show) 명령에 arXiv 주소를 입력하면 볼 수 있습니다.',
  nothingAsked:
    "검색어나 분야를 입력해 주세요. 예: '/paper 검색 강화학습', '/paper 검색 분야:로보틱스 기간:30'",
  whichField: (label: string) => `'${quote(label)}'에는 여러 뜻이 있습니다. 하나를 골라 주세요.`,
  noField: (label: string) =>
    `'${quote(label)}' 분야를 찾지 못했습니다. 분야(fields) 명령으로 목록을 볼 수 있습니다.`,
} as const;

/** Texts of the show command. */
export const showWording = {
  nothingAsked: "볼 논문을 입력해 주세요. 예: '/paper 보기 2501.12345'",
  notAPaper: (text: string) =>
    `'${quote(text)}'에 맞는 논문을 찾지 못했습니다. arXiv나 Hugging Face의 논문 주소, 2501.12345 같은 논문 번호, 또는 최근 논문의 제목을 입력해 주세요.`,
  noSuchPaper: (id: string) => `Hugging Face에 등록되지 않은 논문입니다: ${id}`,
  tooOld: (id: string) =>
    `2007년 3월까지 쓰던 arXiv 번호입니다. Hugging Face에 등록되지 않은 논문이라 보여 드릴 수 없습니다: ${id}`,
  unreachable: '지금은 논문을 가져올 수 없습니다. 잠시 뒤에 다시 시도해 주세요.',
  whichPaper: '어느 논문인지 골라 주세요.',
  noPaperInMessage:
    '이 메시지에는 논문의 주소나 번호가 없습니다. arXiv나 Hugging Face 주소, 2501.12345 같은 논문 번호가 있는 메시지에서 쓸 수 있습니다.',
} as const;

/** Texts of the fields command, which lists all fields with their numbers of papers. */
export const fieldsWording = {
  title: '분야 목록',
  text: '분야마다 논문 수를 적었고, 논문이 없는 분야는 적지 않았습니다. 상위 분야를 고르면 하위 분야의 논문도 함께 검색합니다.',
  count: (name: string, papers: number) => `${name} ${papers}편`,
  none: '아직 논문이 있는 분야가 없습니다.',
  unknown: '목록에 없는 분야',
  pick: '분야를 골라 검색하기',
} as const;
