import { COMMANDS } from '../../../../commands/index.ts';
import * as completion from '../../../../src/command/completion.ts';
import { type CompletionData, NO_COMPLETION_DATA } from '../../../../src/command/completion-data.ts';
import { defineCommand, findCommand, parseOption } from '../../../../src/command/define.ts';
import { findMistakes, formToValues } from '../../../../src/command/form.ts';
import * as invocation from '../../../../src/command/invocation.ts';
import { createLineScanner } from '../../../../src/command/line-scanner.ts';
import { showPapersOf } from '../../../../src/command/message-papers.ts';
import { dayOption } from '../../../../src/command/options/day.ts';
import { askField, fieldNames, fieldOption } from '../../../../src/command/options/field.ts';
import * as option from '../../../../src/command/options/option.ts';
import { settingOptionsOn, toTyped } from '../../../../src/command/options/setting-options.ts';
import * as settings from '../../../../src/command/options/settings.ts';
import { timeZone } from '../../../../src/command/options/time-zone.ts';
import * as pages from '../../../../src/command/pages.ts';
import * as line from '../../../../src/command/parse-line.ts';
import * as typed from '../../../../src/command/typed-text.ts';
import { makeInvocation } from '../../../app/commands/invocation.ts';
import { SETTINGS } from '../../../fixtures/settings.ts';
import type { Call } from '../growth.ts';
import { hostileCard } from '../hostile-card.ts';
import type { Calls } from '../registry.ts';

const NAMES = { ko: '값', description: '값' };
const DATA: CompletionData = {
  ...NO_COMPLETION_DATA,
  papers: [
    { id: '2608.00001', title: 'Lighthouse Keepers' },
    { id: '2608.00002', title: '등대지기' },
  ],
};

/** Calls what reads the typed text of an option. */
const typedInto = (each: option.Option<unknown>): Call[] => [
  each.parse,
  ...(each.complete ? [(text: string) => each.complete?.(text, DATA)] : []),
];
const say = defineCommand({
  ...{ name: 'say', ko: '말하기', description: '말합니다.', rest: 'word' },
  options: { word: option.text(NAMES, (text) => text) },
  run: async () => ({ cards: [], buttons: [] }),
});
const someone = makeInvocation({});
const NOBODY = { respond: async () => ({ cards: [], buttons: [] }) };

/** The texts of every option of every command. */
export const optionCalls: Calls = Object.fromEntries(
  COMMANDS.flatMap(({ name, options }) =>
    Object.entries(options).map(([key, each]) => [`commands/${name}.ts ${key}`, typedInto(each)]),
  ),
);

export const commandCalls: Calls = {
  'command/completion.ts complete': COMMANDS.flatMap(({ name, options }) =>
    Object.keys(options).map((key) => (text) => completion.complete(COMMANDS, name, key, text, DATA)),
  ),
  'command/completion.ts completeField': [(text) => completion.completeField(text, DATA)],
  'command/completion.ts completePaper': [
    (text) => completion.completePaper(text, DATA),
    (text) => completion.completePaper('a b', { ...DATA, papers: [{ id: text, title: text }] }),
  ],
  'command/define.ts defineCommand': [
    (text) => say.run(someone, { word: text }, {} as never),
    (text) => say.run(someone, { [text]: text }, {} as never),
  ],
  'command/define.ts findCommand': [(text) => findCommand(text, COMMANDS)],
  'command/define.ts parseOption': [(text) => parseOption(option.whole(NAMES, 1, 10), text, text)],
  'command/form.ts findMistakes': [
    (text) => findMistakes({ words: text, exclude: text, time: text, [text]: text }),
  ],
  'command/form.ts formToValues': [(text) => formToValues({ words: text, [text]: text })],
  'command/message-papers.ts showPapersOf': [
    (text) => showPapersOf(NOBODY, someone, { content: text, embeds: [{ title: text, url: text }] }),
  ],
  'command/options/setting-options.ts toTyped': [
    (text) =>
      toTyped({ ...SETTINGS, words: [text], fields: [text], exclude: { fields: [text], words: [text] } }),
  ],
  'command/options/setting-options.ts settingOptionsOn': [(text) => settingOptionsOn(text)],
  'command/options/settings.ts mention': typedInto(settings.mention(NAMES)),
  'command/options/settings.ts fieldAndWordList': typedInto(settings.fieldAndWordList(NAMES)),
  'command/options/settings.ts splitList': [settings.splitList],
  'command/parse-line.ts toButton': [
    (text) => line.toButton({ label: text, command: 'show', values: { paper: text } }),
  ],
  'command/invocation.ts onlyPaper': [
    (text) => invocation.onlyPaper({ cards: [hostileCard(text)], buttons: [] }),
  ],
  'command/invocation.ts problemAnswer': [invocation.problemAnswer],
  'command/line-scanner.ts createLineScanner': [
    (text) => {
      const scanner = createLineScanner(text, (name) => name === '시각');
      while (scanner.skipBlanks()) if (!scanner.readName()) scanner.readWord(true);
    },
    (text) => {
      const scanner = createLineScanner(text, () => true);
      while (scanner.skipBlanks()) if (!scanner.readName()) scanner.readWord(false);
    },
  ],
  'command/options/day.ts dayOption': typedInto(dayOption(NAMES)),
  'command/options/field.ts askField': [(text) => askField({ typed: text, ids: ['rl'] }, () => text)],
  'command/options/field.ts fieldNames': [(text) => fieldNames([text])],
  'command/options/field.ts fieldOption': typedInto(fieldOption(NAMES)),
  'command/options/option.ts isOn': [(text) => option.isOn({ platforms: [text] }, text)],
  'command/options/option.ts choice': typedInto(option.choice(NAMES, { one: '하나', two: '둘' })),
  'command/options/option.ts text': typedInto(option.text(NAMES, (text) => text)),
  'command/options/option.ts toChoices': [(text) => option.toChoices([text])],
  'command/options/option.ts whole': typedInto(option.whole(NAMES, 1, 10)),
  'command/options/settings.ts fieldList': typedInto(settings.fieldList(NAMES)),
  'command/options/settings.ts oneWeekday': typedInto(settings.oneWeekday(NAMES)),
  'command/options/settings.ts time': typedInto(settings.time(NAMES)),
  'command/options/settings.ts weekdays': typedInto(settings.weekdays(NAMES)),
  'command/options/settings.ts wordList': typedInto(settings.wordList(NAMES)),
  'command/options/time-zone.ts timeZone': typedInto(timeZone(NAMES)),
  'command/pages.ts keepPageSize': [
    (text) =>
      pages.keepPageSize(
        { command: 'search', values: { page: text } },
        { options: { page: pages.pageOption() } },
      ),
  ],
  'command/pages.ts makePage': [(text) => pages.makePage('search', { words: text }, pages.FIRST_PAGE, 100)],
  'command/pages.ts pageLine': [(text) => pages.pageLine('search', { words: text })],
  'command/pages.ts pageOption': typedInto(pages.pageOption()),
  'command/parse-line.ts commandLine': [(text) => line.commandLine(text, { words: text })],
  'command/parse-line.ts isCommandLine': [line.isCommandLine],
  'command/parse-line.ts looksLikeCommand': [line.looksLikeCommand],
  'command/parse-line.ts parseCommandLine': [
    (text) => line.parseCommandLine(text, COMMANDS),
    (text) => line.parseCommandLine(`/paper search ${text}`, COMMANDS),
    (text) => line.parseCommandLine(`/논문 구독 분야:${text}`, COMMANDS),
    (text) => line.parseCommandLine(`/paper ${text}`, COMMANDS),
  ],
  'command/parse-line.ts sharedLine': [line.sharedLine],
  'command/typed-text.ts cleanTyped': [typed.cleanTyped],
  'command/typed-text.ts fillersToBlanks': [typed.fillersToBlanks],
  'command/typed-text.ts isBlank': [typed.isBlank],
  'command/typed-text.ts namePattern': [(text) => typed.namePattern().test(text)],
  'command/typed-text.ts quoteFamily': [typed.quoteFamily],
  'command/typed-text.ts typedWords': [typed.typedWords],
  'command/typed-text.ts withoutDoubleQuotes': [typed.withoutDoubleQuotes],
};
