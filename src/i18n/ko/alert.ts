export const alertWording = {
  title: '논문배달을 살펴봐 주세요',
  notice: '저절로 낫지 않고 있습니다. 다 나으면 다시 알려 드립니다.',
  allWell: '논문배달이 다시 정상입니다',
  allWellText: (minutes: number) => `살펴봐야 할 일이 모두 끝났습니다. ${minutes}분 동안 이어졌습니다.`,
  names: {
    discord: 'Discord와 이어져 있지 않습니다',
    slack: 'Slack과 이어져 있지 않습니다',
    store: '데이터베이스에 쓸 수 없습니다',
    search: '검색 색인을 만들지 못합니다',
    lists: '이틀째 논문 목록이 없습니다',
    deliveries: '배달하지 못하는 채널이 있습니다',
    heartbeat: '할 일을 살피지 못하고 있습니다',
  } as Readonly<Record<string, string>>,
};
