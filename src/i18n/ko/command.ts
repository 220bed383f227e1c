import { quote } from './common.ts';
import { withJosa } from './josa.ts';

/** Texts of the help command. */
export const helpWording = {
  title: '논문배달 도움말',
  intro:
    'Hugging Face Daily Papers에 오른 AI 논문을 골라 한국어 요약과 함께 배달합니다. 각 논문 아래의 👍 👎로 투표할 수 있고, 검색(search) 명령으로 지난 논문을 찾아볼 수 있습니다.',
  typing:
    "옵션은 '기간:30', '기간: 30', '기간=30'처럼 입력하고, 값에 공백이 있으면 따옴표로 묶습니다. 예: 분야:\"강화 학습\"",
  forOne: "한 명령의 옵션은 '/paper 도움말 검색'이나 '/paper 검색 도움말'로 자세히 볼 수 있습니다.",
  search: "검색하려면 '/paper 검색 LoRA'처럼 입력해 주세요.",
  managers: '관리자만 쓸 수 있습니다.',
  /** What the subscribe command shows without options, by the platform. */
  forms: {
    discord: '옵션 없이 쓰면 모든 설정을 바꿀 수 있는 패널이 나타납니다.',
    slack: '옵션 없이 쓰면 모든 설정을 입력하는 양식이 열립니다.',
  } as Readonly<Record<string, string>>,
  command: { ko: '명령', description: '자세히 볼 명령의 이름(예: 검색)' },
  options: (names: readonly string[]) => `(옵션: ${names.join(', ')})`,
} as const;

/** Replies that are common to all commands, and the labels of the buttons below a reply. */
export const commandWording = {
  notACommand: "명령은 '/paper'로 시작합니다. '/paper help'를 입력해 보세요.",
  unknownCommand: (word: string) =>
    `없는 명령입니다: '${quote(word)}'. '/paper help'를 입력하면 쓸 수 있는 명령이 나옵니다.`,
  notAnOption: (command: string, word: string) =>
    `'${command}' 명령에 ${withJosa(`'${quote(word)}'`, '은/는')} 쓸 수 없습니다. 옵션은 '이름:값'으로 입력하고, 값에 공백이 있으면 따옴표로 묶어 주세요.`,
  unknownOption: (command: string, name: string, known: readonly string[]) =>
    known.length > 0
      ? `'${command}' 명령에는 '${quote(name)}' 옵션이 없습니다. 쓸 수 있는 옵션: ${known.join(', ')}`
      : `'${command}' 명령에는 옵션이 없습니다. (입력한 옵션: '${quote(name)}')`,
  /** The name of the command on a message, on Discord and Slack. */
  onMessage: '논문 요약',
  onMessageDescription: '메시지에 있는 논문을 한국어로 보여 줍니다.',
  managersOnly: (command: string) =>
    `'${command}' 명령은 관리자만 쓸 수 있습니다. Discord에서는 서버 관리하기(Manage Server) 권한이 있는 사람, Slack에서는 워크스페이스 관리자나 채널을 만든 사람이 관리자입니다.`,
  tooOften: (minutes: number) =>
    `요청이 너무 많습니다. ${minutes < 120 ? `${minutes}분` : `${Math.ceil(minutes / 60)}시간`} 뒤에 다시 시도해 주세요.`,
  staleButton: '오래되었거나 잘못된 버튼입니다. 명령을 다시 입력해 주세요.',
  apology: (reference: string) =>
    `문제가 생겨 답하지 못했습니다. 잠시 뒤에 다시 시도해 주세요. (오류 번호 ${reference})`,
  share: '채널에 공유하기',
  justShared: '방금 채널에 공유한 결과입니다.',
  sharedBy: (name: string) => `${name} 님이 공유한 결과입니다.`,
  shared: '채널 구성원이 공유한 결과입니다.',
} as const;

/** Texts below a reply with several pages. A page is called 쪽, like the option (`pageOption`). */
export const pagesWording = {
  page: (page: number, pages: number) => `${page}/${pages}쪽`,
  cut: (papers: number) => `상위 ${papers}편까지만 볼 수 있습니다`,
  noSuchPage: (pages: number) =>
    pages === 1 ? '결과는 한 쪽뿐입니다.' : `결과는 1쪽부터 ${pages}쪽까지 있습니다.`,
  previous: '이전',
  next: '다음',
  show: '보기',
  more: (number: number) => `${number}번 보기`,
} as const;
