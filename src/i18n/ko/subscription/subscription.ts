import { koreanDay } from '../common.ts';

/** Texts of the subscribe and unsubscribe commands. */
export const subscriptionWording = {
  command: '구독',
  subscribed: '구독을 시작했습니다',
  changed: '구독 설정을 변경했습니다',
  /** The title of the settings if nothing was changed. */
  current: '이 채널의 구독 설정',
  resumed: '구독을 다시 시작했습니다',
  settings: '설정',
  atOnce: '가장 최근 목록의 논문을 곧 이 채널에 배달합니다.',
  alreadyHere: (day: string) => `${koreanDay(day)} 목록은 이미 이 채널에 배달했습니다.`,
  next: '다음 배달',
  blocked: (obstacles: readonly string[]) =>
    `봇이 이 채널에 메시지를 보낼 수 없어 아무것도 변경하지 않았습니다. 필요한 권한이나 조치: ${obstacles.join(', ')}`,
  pickField: '받을 분야 고르기',
  ended: '구독을 해지했습니다',
  endedText: '이 채널에는 더 이상 논문을 배달하지 않습니다. 이미 보낸 메시지는 그대로 둡니다.',
  none: '이 채널은 구독 중이 아닙니다.',
  held: '배달을 일시정지했습니다',
  heldText:
    "설정과 투표는 그대로 두고, '재개'를 입력할 때까지 이 채널에 배달하지 않습니다. 그동안의 목록은 나중에 몰아서 보내지 않습니다.",
  alreadyHeld: '이미 일시정지한 채널입니다.',
  stillHeld: "이 채널은 일시정지 중이라 아직 배달하지 않습니다. 다시 받으려면 '재개'를 입력해 주세요.",
  released: '배달을 재개했습니다',
  releasedText: '다음 목록부터 다시 배달합니다.',
  tried: '멈춘 배달을 지금 다시 시도합니다. 채널이 메시지를 받으면 이어서 배달합니다.',
  notHeld: '일시정지하지 않은 채널입니다. 지금도 배달하고 있습니다.',
  hold: '일시정지',
  release: '재개',
  notAnnouncement:
    "발행은 Discord의 공지 채널(Announcement Channel)에서만 할 수 있습니다. 채널 설정에서 '공지 채널'을 켜거나, 발행을 꺼 주세요.",
  webIsFixed:
    '웹 채널은 늘 구독 중이고, 설정은 환경 변수(DIGEST_AT, DIGEST_TIME_ZONE, DIGEST_COUNT)로 정합니다.',
} as const;

/** Texts about paused places, for whoever subscribed them and for operators. */
export const pauseWording = {
  title: '논문 배달이 멈춰 있습니다',
  channel: '채널',
  since: '멈춘 때',
  reason: '이유',
  /** The platform's own words, such as an error code. */
  cause: '오류 코드',
  whatNext: '안내',
  whatNextText:
    "이유가 해결되면 늦어도 다음 배달 시각에 자동으로 다시 배달합니다. 바로 받으려면 그 채널에서 '구독' 명령을 실행해 주세요. 이 알림은 한 번만 보냅니다.",
  next: '다음 시도',
  ofOperator: (places: number) => `배달이 하루 넘게 멈춘 채널이 ${places}곳 있습니다`,
  ofOperatorText: '채널마다 한 번만 알립니다. 지금 멈춘 채널은 /healthz에서 볼 수 있습니다.',
  more: (places: number) => `그 밖에 ${places}곳`,
} as const;
