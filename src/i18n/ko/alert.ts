/** Alerts for operators. The keys of `names` are the parts' names in /healthz. */
export const alertWording = {
  title: '논문배달 점검이 필요합니다',
  notice: '자동으로 복구되지 않고 있습니다. 정상으로 돌아오면 다시 알려 드립니다.',
  allWell: '논문배달이 다시 정상입니다',
  allWellText: (minutes: number) => `모든 문제가 해결되었습니다. 문제가 이어진 시간은 약 ${minutes}분입니다.`,
  names: {
    discord: 'Discord에 연결되어 있지 않습니다',
    slack: 'Slack에 연결되어 있지 않습니다',
    llm: '모델 서버에서 한국어 요약을 받지 못하고 있습니다',
    store: '데이터베이스에 쓸 수 없습니다',
    search: '검색 색인을 만들지 못하고 있습니다',
    lists: '이틀째 논문 목록이 없습니다',
    deliveries: '배달하지 못하는 채널이 있습니다',
    heartbeat: '작업 스케줄러가 멈춰 있습니다',
  } as Readonly<Record<string, string>>,
};
