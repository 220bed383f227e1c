/** Texts of the modals and the Home of the Slack app. Titles and buttons of a modal have at most 24 characters. */
export const slackFormWording = {
  title: '논문 배달 설정',
  save: '저장',
  subscribe: '구독하기',
  cancel: '취소',
  close: '닫기',
  stale: "설정 창이 오래되었습니다. 창을 닫고 '/paper 구독'을 다시 입력해 주세요.",
  notOpened: '설정 창을 열지 못해, 창 없이 처리했습니다.',
} as const;

/** Texts of the app's Home. */
export const slackHomeWording = {
  title: '논문배달',
  intro:
    "Hugging Face Daily Papers에 오른 AI 논문을 골라 한국어 요약과 함께 배달합니다. 받을 채널에 '/invite @paperboy'로 봇을 초대하고 '/paper 구독'을 입력하면 시작합니다. '/paper 검색 강화학습'처럼 지난 논문을 찾을 수 있고, '/paper 도움말'에 모든 명령이 있습니다.",
  channels: '논문을 받는 채널',
  none: '아직 논문을 받는 채널이 없습니다.',
  more: (channels: number) =>
    `그 밖에 ${channels}곳이 더 있습니다. 채널에서 '/paper 상태'를 입력하면 볼 수 있습니다.`,
  settings: '설정 바꾸기',
} as const;
