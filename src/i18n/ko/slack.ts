/** Texts for Slack only. */
export const slackWording = {
  invite: "봇을 이 채널에 초대해 주세요('/invite @paperboy').",
  archived: '보관된 채널입니다.',
  /** What a user has to do before the bot can post (`Invocation.findObstacles`). */
  toDo: {
    invite: '채널에 봇 초대(/invite @paperboy)',
    unarchive: '채널 보관 해제',
    allowPosting: '채널의 게시 권한 설정에서 봇 허용',
    reconnect: 'Slack Connect 연결 복구(지금은 읽기 전용 사본)',
    otherChannel: '다른 채널에서 구독(이 종류의 대화에는 배달할 수 없음)',
    inChannel: "배치를 '채널에 바로'로(이 채널에서는 스레드를 쓸 수 없음)",
  },
  missingScope: '앱에 필요한 권한(scope)이 없습니다. 매니페스트로 앱을 다시 설치해 주세요.',
  noGroupScope:
    '앱에 사용자 그룹을 읽을 권한(usergroups:read)이 없어 멘션을 쓸 수 없습니다. 새 매니페스트로 앱을 다시 설치해 주세요.',
  noGroups: '이 워크스페이스의 요금제에는 사용자 그룹이 없어 멘션을 쓸 수 없습니다.',
  groupGone: "멘션할 사용자 그룹을 찾지 못했습니다. '@그룹'처럼 입력하거나, '구독'에서 멘션을 비워 주세요.",
  groupDisabled:
    "멘션할 사용자 그룹이 비활성화되어 있습니다. 그룹을 다시 활성화하거나, '구독'에서 멘션을 비워 주세요.",
  channelsOnly: '채널에서만 쓸 수 있는 명령입니다.',
  channelGone: '채널이 삭제되었습니다.',
  left: '봇이 채널에서 나갔습니다.',
  revoked: '봇 토큰이 무효화되었습니다. 운영자가 새 토큰을 설정하면 다시 배달합니다.',
  uninstalled: '워크스페이스에서 앱이 삭제되었습니다.',
  restricted:
    '채널이나 워크스페이스의 게시 권한 설정 때문에 메시지를 보낼 수 없습니다. 관리자가 설정에서 봇을 허용하거나, 다른 채널에서 구독해 주세요.',
  notAllowed: '워크스페이스가 앱의 접근을 막고 있습니다. 관리자에게 앱 허용을 요청해 주세요.',
  wrongType: '메시지를 보낼 수 없는 종류의 대화입니다. 다른 채널에서 구독해 주세요.',
  notVisible: '봇이 이 채널을 볼 수 없습니다. 채널이 삭제되었거나 봇이 초대되지 않았습니다.',
} as const;
