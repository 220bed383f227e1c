/** Texts for Discord only. */
export const discordWording = {
  channelGone: '채널이 삭제되었습니다.',
  guildGone: '봇이 서버에서 추방되었거나 서버가 삭제되었습니다.',
  threadGone: '스레드가 삭제되었거나 잠겼습니다.',
  threadLocked: '잠겼거나 보관된 스레드입니다.',
  notVisible: '봇이 이 채널을 볼 수 없습니다. 봇을 다시 초대하거나 채널 보기 권한을 주세요.',
  missing: (names: readonly string[]) =>
    names.length > 0 ? `권한이 없습니다: ${names.join(', ')}` : '봇 권한이 부족합니다.',
  notText: '메시지를 보낼 수 없는 종류의 채널입니다.',
  contentBlocked: '서버의 AutoMod(자동 관리) 규칙이 메시지를 차단했습니다.',
  noThreadHere:
    "이 채널에는 '스레드에 모아서'를 쓸 수 없습니다. 일반 채널에서 구독하거나 '채널에 바로'를 골라 주세요.",
  /**
   * The names of the permissions in Discord's Korean client, followed by the English names, because a manager's client
   * might be in English.
   */
  permissions: {
    ViewChannel: '채널 보기(View Channel)',
    SendMessages: '메시지 보내기(Send Messages)',
    SendMessagesInThreads: '스레드에서 메시지 보내기(Send Messages in Threads)',
    CreatePublicThreads: '공개 스레드 만들기(Create Public Threads)',
    EmbedLinks: '링크 첨부(Embed Links)',
    AddReactions: '반응 추가하기(Add Reactions)',
    ReadMessageHistory: '메시지 기록 보기(Read Message History)',
  },
} as const;
