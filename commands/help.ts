import { answerCard } from '../src/cards/build-card.ts';
import { type Command, defineCommand, findCommand, ROOT } from '../src/command/define.ts';
import type { Reply } from '../src/command/invocation.ts';
import { isOn, text } from '../src/command/options/option.ts';
import { commandLine } from '../src/command/parse-line.ts';
import type { Section } from '../src/domain/card/card.ts';
import { UserError } from '../src/domain/errors.ts';
import { isFixed, type Place } from '../src/domain/subscription/subscription.ts';
import { helpWording } from '../src/i18n/ko/command.ts';
import { fieldsWording } from '../src/i18n/ko/search.ts';
import { subscriptionWording } from '../src/i18n/ko/subscription/subscription.ts';

/** The commands that have buttons in the menu, in this order. */
const IN_MENU = ['today', 'top', 'fields', 'subscribe', 'help'];

export const help = defineCommand({
  name: 'help',
  ko: '도움말',
  description: '논문배달이 하는 일과 쓸 수 있는 명령을 알려 줍니다.',
  rest: 'command',
  options: {
    command: text(helpWording.command, (typed) => typed.replace(/^\//, '').split(/\s/, 1)[0] ?? ''),
  },
  async run({ place }, { command: word }, { commands }) {
    const listed = commands.filter((command) => isUseful(command, place));
    if (!word) return helpOn(listed, place);
    if (word === ROOT.name || word === ROOT.ko) return menuOf(listed);
    const command = findCommand(word, commands);
    if (!listed.includes(command)) throw new UserError(subscriptionWording.webIsFixed);
    return helpOnOne(command, place);
  },
});

/** Returns false for what changes a subscription, in a place whose subscription nobody can change. */
const isUseful = ({ managersOnly = false }: Command, place: Place): boolean =>
  !(managersOnly && isFixed(place));

function helpOn(listed: readonly Command[], place: Place): Reply {
  const typing = [helpWording.forOne, helpWording.typing].join(' ');
  const sections = listed.map((command) => {
    const names = optionsOf(command, place).map(({ ko }) => ko);
    const options = names.length > 0 ? helpWording.options(names) : '';
    return section(headOf(command), [describe(command, place), options].filter(Boolean).join(' '));
  });
  const intro = [helpWording.intro, ...(isTyped(place) ? [typing] : [])].join(' ');
  return { cards: [answerCard(helpWording.title, [section('', intro), ...sections])], buttons: [] };
}

function helpOnOne(command: Command, place: Place): Reply {
  const options = optionsOf(command, place).map(({ ko, description, choices = [] }) => {
    const values = choices.map(({ label }) => label).join(', ');
    return section(ko, values ? `${description} (${values})` : description);
  });
  const lines = [
    describe(command, place),
    ...(command.managersOnly ? [helpWording.managers] : []),
    ...(isTyped(place) && options.length > 0 ? [helpWording.typing] : []),
  ];
  return { cards: [answerCard(headOf(command), [section('', lines.join(' ')), ...options])], buttons: [] };
}

/** Answers the root command alone. */
function menuOf(listed: readonly Command[]): Reply {
  const shown = IN_MENU.flatMap((name) => listed.find((command) => command.name === name) ?? []);
  const words = [helpWording.intro, helpWording.search].join(' ');
  return {
    cards: [answerCard(helpWording.title, [section('', words)])],
    buttons: shown.map(({ name, ko }) => ({ label: ko, line: commandLine(name, {}) })),
    pick: { label: fieldsWording.pick, command: 'search', option: 'field' },
  };
}

/** Returns true if options are typed, because the platform neither names nor completes them. */
const isTyped = ({ platform }: Place): boolean => platform !== 'discord';

const headOf = ({ name, ko }: Command): string => `/${ROOT.name} ${name} · ${ko}`;

const describe = ({ name, description }: Command, { platform }: Place): string =>
  [description, ...(name === 'subscribe' ? [helpWording.forms[platform] ?? ''] : [])]
    .filter(Boolean)
    .join(' ');

const optionsOf = ({ options }: Command, { platform }: Place) =>
  Object.values(options).filter((option) => isOn(option, platform));

const section = (label: string, words: string): Section => ({ name: 'text', label, text: words });
