import { answerCard } from '../src/cards/build-card.ts';
import { defineCommand, ROOT } from '../src/command/define.ts';
import { wording } from '../src/i18n/ko/wording.ts';

export const help = defineCommand({
  name: 'help',
  ko: '도움말',
  description: '논문배달이 하는 일과 쓸 수 있는 명령을 알려 줍니다.',
  options: {},
  run: async (_call, _values, { commands }) => ({
    cards: [
      answerCard(wording.helpTitle, [
        { name: 'text', label: '', text: wording.helpText },
        ...commands.map(({ name, ko, description, options }) => {
          const names = Object.values(options).map((option) => option.ko);
          return {
            name: 'text' as const,
            label: `/${ROOT.name} ${name} · ${ko}`,
            text: [description, ...(names.length > 0 ? [wording.helpOptions(names)] : [])].join(' '),
          };
        }),
      ]),
    ],
    buttons: [],
  }),
});
