import type { Absence } from '../../domain/edition/absence.ts';
import type { ProblemCause, ServerProblem } from '../../domain/health/server-problem.ts';
import { cleanText, cutText } from '../../lib/text.ts';
import { koreanDay, shortDay } from './common.ts';

/** What happens to a message that could not be sent. */
const UNSENT_FATES = {
  failing: '계속 다시 시도하고 있습니다.',
  later: '다른 메시지를 먼저 보냈고, 나중에 다시 시도합니다.',
  never: '더는 시도하지 않습니다.',
} as const;

/** Texts of the status command. */
export const statusWording = {
  title: '논문배달 상태',
  subscription: '구독',
  active: '구독 중입니다.',
  held: "일시정지 중입니다. 설정은 그대로 있고, '재개' 명령으로 다시 배달합니다.",
  paused: (reason: string) => `배달이 멈춰 있습니다. ${reason}`,
  ended: (reason: string | null) => (reason ? `구독이 끝났습니다. ${reason}` : '구독을 해지한 채널입니다.'),
  obstacles: '필요한 권한이나 조치',
  noMention: '멘션 상태',
  publishing: (published: number, sent: number) =>
    `지난 배달의 메시지 ${sent}개 가운데 ${published}개를 발행했습니다. 나머지는 Discord의 한도(채널마다 한 시간에 10개)에 맞추어 하루 안에 발행합니다.`,
  last: '지난 배달',
  lastText: (day: string, papers: number, at: string) => `${koreanDay(day)} 목록, 논문 ${papers}편 (${at})`,
  withoutSummary: (count: number) => `그 가운데 ${count}편은 한국어 요약이 없습니다.`,
  refused: (count: number, reason: string) => `${count}편은 배달하지 못했습니다. ${reason}`,
  unsent: '보내지 못한 메시지',
  unsentContinued: '(이어서)',
  unsentMessage: (what: string, reason: string, fate: keyof typeof UNSENT_FATES) =>
    `${what}: ${reason} ${UNSENT_FATES[fate]}`,
  unsentHeading: (day: string) => `${shortDay(day)} 목록의 머리글`,
  unsentPaper: (day: string, title: string) => `${shortDay(day)} 목록의 논문 ${title}`,
  unsentBest: '주간 베스트',
  unsentMore: (count: number) => `그 밖에 ${count}개가 더 있습니다.`,
  summaries: '한국어 요약',
  shares: (editions: number, papers: number, summaries: number) =>
    `최근 ${editions}회 배달한 논문 ${papers}편 가운데 ${summaries}편(${Math.round((100 * summaries) / papers)}%)에 요약이 있습니다.`,
  repaired: (summaries: number) => `${summaries}편은 품질 검사를 통과하지 못해 다시 작성했습니다.`,
  warned: (summaries: number) => `${summaries}편에는 가벼운 품질 경고가 있습니다.`,
  cost: (tokens: number, dollars: number | null) =>
    `요약하는 데 토큰 ${tokens.toLocaleString('en')}개${dollars === null ? '' : `(약 $${dollars.toFixed(3)})`}를 썼습니다.`,
  nothingYet: '아직 배달한 적이 없습니다.',
  newest: '최근 목록',
  earlier: '배달하지 않은 목록(최근 2주)',
  absences: {
    weekend: '토요일과 일요일에는 목록이 없습니다.',
    'off-day': '오늘은 배달할 요일이 아닙니다. 고른 요일마다 가장 최근 목록을 배달합니다.',
    before: '구독하기 전에 배달 시각이 지난 목록이라 배달하지 않습니다.',
    'not-yet': '목록을 받고 있습니다. 받는 대로 배달합니다.',
    unreachable: 'Hugging Face에서 목록을 받지 못해 계속 다시 시도하고 있습니다. 받는 대로 배달합니다.',
    empty: '목록이 아직 비어 있어 한 시간마다 다시 확인하고 있습니다.',
    'believed-empty': '목록이 없는 날입니다(공휴일 등).',
    delivering: '배달하고 있습니다.',
    late: '배달이 늦어지고 있습니다. 사흘 동안 다시 시도합니다.',
    'none-passed': '조건에 맞는 논문이 없었습니다.',
    skipped: '배달이 사흘 넘게 멈춰 있어 건너뛰었습니다.',
    'on-hold': '일시정지한 동안의 목록이라 배달하지 않습니다.',
  } satisfies Record<Absence, string>,
  absent: (day: string, absence: Absence): string => `${koreanDay(day)}: ${statusWording.absences[absence]}`,
  absentOn: (days: readonly string[], absence: Absence): string =>
    `${days.map(shortDay).join(', ')}: ${statusWording.absences[absence]}`,
  elsewhere: '배달하지 못하는 다른 채널',
} as const;

/** The longest part of a platform's answer that a reason contains, in characters. */
const MAX_ANSWER = 200;
const quoteAnswer = (answer: string): string => cutText(cleanText(answer), MAX_ANSWER);

/** Reasons why a message was not delivered, for every platform; the status command shows them. */
export const deliveryWording = {
  notSent: '메시지를 보내지 못했습니다.',
  failed: (answer: string) => `메시지를 보내지 못했습니다. (${quoteAnswer(answer)})`,
  messageGone: '메시지가 삭제되었습니다.',
} as const;

/** What is wrong with the model server, and what to do, for people who manage the bot. */
const CAUSES: Readonly<Record<ProblemCause, readonly [problem: string, advice: string]>> = {
  key: ['API 키를 받아들이지 않습니다.', 'OPENAI_API_KEY를 확인하세요.'],
  forbidden: ['이 키로는 쓸 수 없다고 답합니다.', 'OPENAI_API_KEY에 허용된 권한을 확인하세요.'],
  quota: ['사용 한도나 잔액이 남아 있지 않습니다.', '계정의 결제와 한도를 확인하세요.'],
  path: ['주소에서 요약 API를 찾지 못합니다.', 'OPENAI_BASE_URL 끝에 /v1이 있는지 확인하세요.'],
  redirect: ['다른 주소로 옮기라고 답합니다.', 'OPENAI_BASE_URL을 최종 주소로 바꾸세요.'],
  page: [
    '요약 API가 아니라 웹 페이지가 답합니다.',
    'OPENAI_BASE_URL이 맞는지, 끝에 /v1이 있는지 확인하세요.',
  ],
  'not-api': ['요약 API가 아닌 것이 답합니다.', 'OPENAI_BASE_URL이 맞는지, 끝에 /v1이 있는지 확인하세요.'],
  model: ['모델이 없습니다.', 'OPENAI_MODEL을 확인하거나 서버에 모델을 설치하세요(Ollama: ollama pull).'],
  dns: ['서버의 이름을 찾지 못합니다.', 'OPENAI_BASE_URL의 호스트 이름과 네트워크를 확인하세요.'],
  tls: ['보안 연결을 맺지 못합니다.', 'OPENAI_BASE_URL의 http와 https, 그리고 인증서를 확인하세요.'],
  unreachable: [
    '연결하지 못합니다.',
    '서버가 켜져 있는지, OPENAI_BASE_URL의 호스트와 포트가 맞는지 확인하세요.',
  ],
  timeout: ['제시간에 답하지 않습니다.', '서버의 부하를 확인하거나 OPENAI_TIMEOUT을 늘리세요.'],
  'rate-limit': ['요청이 너무 많다며 거절합니다.', 'OPENAI_CONCURRENCY를 줄이거나 계정의 한도를 늘리세요.'],
  error: ['오류로 답합니다.', '모델 서버의 로그를 확인하세요.'],
  empty: ['빈 답을 보냅니다.', '모델 서버의 로그와 대화 템플릿을 확인하세요.'],
  truncated: ['답이 끝나기 전에 끊깁니다.', '모델의 컨텍스트와 답의 길이 제한을 늘리세요.'],
  context: [
    '컨텍스트가 작아 요청의 일부만 읽습니다.',
    '컨텍스트를 늘리세요(Ollama: OLLAMA_CONTEXT_LENGTH, llama.cpp: -c, vLLM: --max-model-len).',
  ],
  rejected: ['요청을 거절합니다.', '서버가 한 말을 확인하세요.'],
};

export const modelWording = {
  title: '요약 모델',
  /** Says what is wrong, in the server's words, and what to do. */
  describe: ({ cause, words }: ServerProblem): string => {
    const [problem, advice] = CAUSES[cause];
    return `모델 서버에 문제가 있어 한국어 요약이 없거나 부정확할 수 있습니다. ${problem} (${words}) ${advice} 복구되면 최근 사흘 동안 배달한 논문에 요약을 넣습니다.`;
  },
} as const;
