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
