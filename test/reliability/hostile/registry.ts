import { globSync } from 'node:fs';
import type { Call } from './growth.ts';

/** Calls of functions by `path name`, below `src`: several if a function takes several texts. */
export type Calls = Readonly<Record<string, readonly Call[]>>;

/** The rooms whose exported functions are called with hostile texts. Of `src/lib`, those that are about text. */
export const ROOMS = [
  'domain',
  'command',
  'cards',
  'render',
  'llm',
  'sources',
  'i18n',
  'lib/text.ts',
  'lib/tex/tex-to-unicode.ts',
  'lib/network/parse-json.ts',
];

/** What is not called, by the reason: a function as `path name`, or all functions whose path starts so. */
export const EXCLUDED: Readonly<Record<string, readonly string[]>> = {
  'takes days, times and records of ours': [
    'command/find-list.ts ',
    'domain/calendar/date-text.ts resolveDate',
    'domain/calendar/day.ts addDays',
    'domain/calendar/day.ts closedListDay',
    'domain/calendar/day.ts isWeekend',
    'domain/calendar/day.ts isoWeek',
    'domain/calendar/day.ts listDayEnd',
    'domain/calendar/day.ts listDayStart',
    'domain/calendar/day.ts liveListDay',
    'domain/calendar/day.ts localDate',
    'domain/calendar/day.ts localInstant',
    'domain/calendar/day.ts weekdayAtOrBefore',
    'domain/calendar/day.ts weekdayOf',
    'domain/calendar/posting-time.ts ',
    'domain/calendar/schedule-text.ts formatTime',
    'domain/calendar/schedule-text.ts formatWeekdays',
    'domain/edition/',
    'i18n/ko/subscription/describe.ts ',
    'i18n/ko/common.ts describeZone',
    'i18n/ko/common.ts koreanDay',
    'i18n/ko/common.ts koreanDays',
    'i18n/ko/common.ts shortDay',
    'domain/health/',
    'domain/paper/cost.ts ',
    'domain/subscription/pause.ts ',
    'domain/subscription/settings.ts ',
    'command/options/setting-options.ts toSettings',
    'domain/subscription/select-papers.ts rankPapers',
    'domain/summary-checks/check.ts isRefused',
    'domain/summary-checks/numbers/quantity.ts isSame',
    'cards/alert-card.ts allWellCard',
    'cards/build-card.ts finalReason',
    'cards/build-card.ts headingCard',
    'cards/build-card.ts listUrl',
    'render/summary-report.ts checksReport',
  ],
  'takes fields of the field list, or our own lists': [
    'domain/search/concepts.ts findableForms',
    'domain/search/concepts.ts tokenOf',
    'domain/search/terms.ts isEveryday',
    'domain/search/terms.ts isName',
    'domain/search/terms.ts isPerson',
    'domain/search/tokens.ts conceptToken',
    'command/completion.ts fieldToChoice',
    'domain/fields/field.ts fieldNamedBy',
  ],
  'takes the numbers of papers': ['domain/search/fuse.ts '],
  'takes the tokens of `planSearch`, which cuts its text': [
    'domain/search/match.ts ',
    'domain/search/units.ts ',
  ],
  'makes an error, or recognises one': ['domain/errors.ts ', 'lib/network/parse-json.ts JsonLimitError'],
  'takes values of JSON; `readSaid`, `parseAnswer` and `readFault` use it': [
    'llm/answer/find-object.ts ',
    'llm/answer/said.ts isCutOff',
    'llm/answer/said.ts isFiltered',
    'llm/answer/values.ts ',
    'llm/fault.ts FaultError',
    'llm/parameters.ts ',
  ],
  'counts bytes; `parseJson` uses it': ['lib/network/parse-json.ts createJsonCounter'],
  'opens connections: its texts go through the functions above': [
    'llm/watch/examine.ts examineModel',
    'llm/chat.ts ',
    'llm/forms.ts ',
    'llm/openai.ts ',
    'llm/search-words.ts createQueryTranslator',
    'llm/send.ts ',
    'llm/watch/probe.ts ',
    'llm/watch/watch-send.ts watchSend',
    'sources/http.ts ',
  ],
};

const SRC = new URL('../../../src/', import.meta.url);

/** The modules of the rooms by path. */
async function readModules(): Promise<Map<string, Readonly<Record<string, unknown>>>> {
  const paths = ROOMS.flatMap((room) =>
    room.endsWith('.ts') ? [room] : globSync(`${room}/**/*.ts`, { cwd: SRC }),
  );
  const modules = paths.sort().map(async (path) => [path, await import(new URL(path, SRC).href)] as const);
  return new Map(await Promise.all(modules));
}

const isFunction = (value: unknown): value is (...values: readonly unknown[]) => unknown =>
  typeof value === 'function';

/** The sentences take texts, lists of texts and numbers: each is called with all of them. */
const callSentence =
  (sentence: (...values: readonly unknown[]) => unknown): Call =>
  (text) => {
    for (const value of [text, [text, text]]) {
      try {
        sentence(value, value, value, value);
      } catch {}
    }
  };

/** The exported functions of the rooms, as `path name`, and calls of all Korean sentences with placeholders. */
export async function readExports(): Promise<{ readonly functions: string[]; readonly sentences: Calls }> {
  const functions: string[] = [];
  const sentences: Record<string, Call[]> = {};
  for (const [path, module] of await readModules()) {
    for (const [name, value] of Object.entries(module)) {
      const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
      if (!path.startsWith('i18n/')) {
        if (isFunction(value)) functions.push(`${path} ${name}`);
        continue;
      }
      if (isExcluded(`${path} ${name}`)) continue;
      if (isFunction(value)) sentences[`${path} ${name}`] = [callSentence(value)];
      for (const [key, member] of members) {
        if (isFunction(member)) sentences[`${path} ${name}.${key}`] = [callSentence(member)];
      }
    }
  }
  return { functions, sentences };
}

/** Returns true if a function is excluded. */
export const isExcluded = (name: string): boolean =>
  Object.values(EXCLUDED).some((names) =>
    names.some((each) => (each.endsWith(' ') || each.endsWith('/') ? name.startsWith(each) : name === each)),
  );
