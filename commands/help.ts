import { answerCard } from '../src/cards/build-card.ts';
import { defineCommand, ROOT } from '../src/command/define.ts';
import { helpWording } from '../src/i18n/ko/command.ts';

export const help = defineCommand({
  name: 'help',
  ko: '도움말',
  description: '논문배달이 하는 일과 쓸 수 있는 명령을 알려 줍니다.',
  options: {},
  run: async (_invocation, _values, { commands }) => ({
    cards: [
      answerCard(helpWording.title, [
        { name: 'text', label: '', text: helpWording.text },
        ...commands.map(({ name, ko, description, options }) => {
          const names = Object.values(options).map((option) => option.ko);
          return {
            name: 'text' as const,
            label: `/${ROOT.name} ${name} · ${ko}`,
            text: [description, ...(names.length > 0 ? [helpWording.options(names)] : [])].join(' '),
          };
        }),
      ]),
    ],
    buttons: [],
  }),
});
