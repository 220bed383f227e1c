import { answerCard } from '../src/core/build-card.ts';
import { type Command, ROOT } from '../src/core/command.ts';
import { wording } from '../src/core/wording.ts';

export const help: Command = {
  name: 'help',
  ko: '도움말',
  description: '논문배달이 하는 일과 쓸 수 있는 명령을 알려 줍니다.',
  run: async (_call, { commands }) => [
    answerCard(wording.helpTitle, [
      { name: 'text', label: '', text: wording.helpText },
      ...commands.map(({ name, ko, description }) => ({
        name: 'text' as const,
        label: `/${ROOT.name} ${name} · /${ROOT.ko} ${ko}`,
        text: description,
      })),
    ]),
  ],
};
