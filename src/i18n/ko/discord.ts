import { quote } from './common.ts';

/** Texts for Discord only. */
export const discordWording = {
  /** The title of a modal: at most 45 characters. */
  formTitle: '논문 배달 설정',
  mistakes: '고칠 값이 있어 아무것도 변경하지 않았습니다.',
  typed: '입력한 내용',
  typeAgain: '다시 입력',
  channelGone: '채널이 삭제되었습니다.',
  guildGone: '봇이 서버에서 추방되었거나 서버가 삭제되었습니다.',
  threadGone: '스레드가 삭제되었거나 잠겼습니다.',
  threadLocked: "잠긴 스레드입니다. '스레드 관리(Manage Threads)' 권한이 있는 사람이 잠금을 풀 수 있습니다.",
  threadsFull:
    "서버의 활성 스레드가 너무 많아 새 스레드를 만들 수 없습니다. 쓰지 않는 스레드를 보관해 주세요. 배치가 '스레드에 모아서'라면 '채널에 바로'로 바꾸어도 됩니다.",
  noTags:
    '게시물에 태그가 꼭 있어야 하는 채널인데, 봇이 달 수 있는 태그가 없습니다. 누구나 달 수 있는 태그를 만들어 주세요.',
  notVisible:
    '봇이 이 채널을 볼 수 없습니다. 봇을 다시 초대하거나 채널 보기(View Channel) 권한을 주세요. 음성 채널이라면 연결(Connect) 권한도 필요하고, 비공개 스레드라면 스레드에서 봇을 멘션해 초대해 주세요.',
  notInThread: '봇이 이 비공개 스레드에 없습니다. 스레드에서 봇을 멘션해 초대해 주세요.',
  /** `until` is a date and a time. */
  timedOut: (until: string) =>
    `봇이 ${until}까지 타임아웃되어 있습니다. 그 뒤에 다시 배달합니다. '멤버 타임아웃(Timeout Members)' 권한이 있는 사람이 그 전에 해제할 수 있습니다.`,
  missing: (names: readonly string[]) =>
    names.length > 0
      ? `권한이 없습니다: ${names.join(', ')}`
      : '봇의 권한이 부족하거나 봇이 타임아웃되어 있습니다.',
  notText: '메시지를 올릴 수 없는 종류의 채널입니다.',
  /** What a user has to do before the bot can post (`Invocation.findObstacles`). */
  toDo: {
    endTimeout: (until: string) => `봇의 타임아웃 해제(${until}까지)`,
    mention: '이 비공개 스레드에서 봇 멘션',
    unlock: '스레드 잠금 해제',
    archiveThreads: "서버의 활성 스레드 정리(또는 배치를 '채널에 바로'로)",
    archivePosts: '서버의 활성 스레드 정리',
    otherChannel: '다른 채널에서 구독(이 종류의 채널에는 메시지를 올릴 수 없음)',
  },
  mentionsEveryone: '@everyone은 멘션할 수 없습니다. 배달을 받을 역할을 만들어 골라 주세요.',
  roleGone: "멘션할 역할이 서버에 없습니다. '구독'에서 다른 역할을 고르거나 멘션을 비워 주세요.",
  notMentionable: (role: string) =>
    `봇이 '${quote(role)}' 역할을 멘션할 수 없습니다. 역할 설정에서 '모든 사람이 이 역할을 @멘션하도록 허용(Allow anyone to @mention this role)'을 켜거나, 봇에게 이 채널의 '@everyone, @here, 모든 역할 멘션하기(Mention Everyone)' 권한을 주세요.`,
  contentBlocked: '서버의 AutoMod(자동 관리) 규칙이 메시지를 차단했습니다.',
  noThreadHere:
    "이 채널에는 '스레드에 모아서'를 쓸 수 없습니다. 일반 채널에서 구독하거나 '채널에 바로'를 골라 주세요.",
  /**
   * The names of the permissions in Discord's Korean client, followed by the English names, because a manager's client
   * might be in English.
   */
  permissions: {
    ViewChannel: '채널 보기(View Channel)',
    Connect: '연결(Connect)',
    SendMessages: '메시지 보내기(Send Messages)',
    SendMessagesInThreads: '스레드에서 메시지 보내기(Send Messages in Threads)',
    CreatePublicThreads: '공개 스레드 만들기(Create Public Threads)',
    EmbedLinks: '링크 첨부(Embed Links)',
    AddReactions: '반응 추가하기(Add Reactions)',
    ReadMessageHistory: '메시지 기록 보기(Read Message History)',
  },
} as const;
