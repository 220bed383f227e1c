import { quote } from './common.ts';

/** The answer of the help command. */
export const helpWording = {
  title: '논문배달 도움말',
  text: 'Hugging Face Daily Papers에 오른 AI 논문을 골라 한국어 요약과 함께 배달합니다. 글 아래의 👍 👎로 논문에 투표할 수 있고, 검색(search) 명령으로 지금까지의 논문을 찾을 수 있습니다.',
  options: (names: readonly string[]) => `(옵션: ${names.join(', ')})`,
} as const;

/** What any command can answer. */
export const commandWording = {
  unknownCommand: (word: string) =>
    `없는 명령입니다: '${quote(word)}'. '/paper help'를 입력하면 쓸 수 있는 명령이 나옵니다.`,
  notAnOption: (command: string, word: string) =>
    `'${command}' 명령에서 무슨 뜻인지 알 수 없습니다: '${quote(word)}'. 옵션은 '이름:값'으로 쓰고, 값에 빈칸이 있으면 큰따옴표로 묶어 주세요.`,
  unknownOption: (command: string, name: string, known: readonly string[]) =>
    known.length > 0
      ? `'${command}' 명령에는 '${quote(name)}' 옵션이 없습니다. 쓸 수 있는 옵션: ${known.join(', ')}`
      : `'${command}' 명령에는 옵션이 없습니다: '${quote(name)}'`,
  notACommand: "명령은 '/paper'로 시작합니다. '/paper help'를 입력해 보세요.",
  managersOnly: (command: string) =>
    `'${command}' 명령은 관리자만 쓸 수 있습니다(Discord: 서버 관리하기(Manage Server) 권한, Slack: 워크스페이스 관리자나 채널을 만든 사람).`,
  tooOften: (minutes: number) => `잠깐 사이에 너무 많이 요청했습니다. ${minutes}분 뒤에 다시 시도해 주세요.`,
  staleButton: '오래되었거나 잘못된 버튼입니다. 명령을 다시 입력해 주세요.',
  apology: (reference: string) =>
    `문제가 생겨 답하지 못했습니다. 잠시 뒤에 다시 시도해 주세요. (참조 ${reference})`,
  share: '채널에 올리기',
  justShared: '방금 채널에 올린 답입니다.',
  sharedBy: (name: string) => `${name} 님이 찾아 올린 답입니다.`,
  shared: '구성원이 찾아 올린 답입니다.',
} as const;

/** Below an answer that has several pages. */
export const pagesWording = {
  page: (page: number, pages: number) => `${page}/${pages}쪽`,
  cut: (papers: number) => `앞의 ${papers}편까지 볼 수 있습니다`,
  noSuchPage: (pages: number) => `쪽은 1부터 ${pages}까지 있습니다.`,
  previous: '이전',
  next: '다음',
  more: (number: number) => `${number}번 자세히`,
} as const;
