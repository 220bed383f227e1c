import type { Day } from '../../../src/domain/calendar/day.ts';
import { HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { makeSummary } from '../../fixtures/papers.ts';
import { duesOf, judgePlaces } from '../days/judge.ts';
import { noonAfter, paperIds, weekdays } from '../days/lists.ts';
import { ALERTS, PLACES } from '../days/places.ts';
import { type DaysWorld, openDays } from '../days/world.ts';
import type { ModelForm } from './forms.ts';
import { startModel } from './server.ts';

/** The server misbehaves from before the posting time of the second list day, a Tuesday, to that of the third. */
const FIRST: Day = '2026-01-05';
const DAYS = 3;
/** The time within which the outage is named and, once it is mended, over. */
const NAMED_WITHIN = MINUTE;
const WELL_WITHIN = 5 * MINUTE;
/** Summaries that never arrive may delay the first edition for so long. */
const ON_TIME = 2 * MINUTE;

export interface ModelVerdict {
  /** What differs from what should have happened; each line begins with the form. */
  readonly problems: readonly string[];
  readonly messages: number;
  /** When `llm` was unhealthy after the first requests, and healthy after the end, in milliseconds; null if never. */
  readonly namedAfter: number | null;
  readonly wellAfter: number | null;
  /** The number of chats that the server was asked for while it misbehaved. */
  readonly chats: number;
}

/** Runs the real bot over some days, in one of which its model server misbehaves for a day. */
export async function surviveModel(form: ModelForm): Promise<ModelVerdict> {
  const days = weekdays(FIRST, DAYS);
  const titles = days
    .flatMap((day) => paperIds(day, 4))
    .map((id) => `Lighthouse ${id}: Guiding Small Models`);
  const model = await startModel(Object.fromEntries(titles.map((title) => [title, makeSummary()])));
  const env = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'sk-test-0123456789abcdef', OPENAI_TIMEOUT: '1' };
  const world = await openDays({ first: FIRST, days: DAYS, env });
  const { now } = world.clock;
  const [before, day, last] = world.listDays as [Day, Day, Day];
  const problems: string[] = [];
  await world.runUntil(noonAfter(day) - MINUTE);
  if (withSummary(world, [before]) !== cardsOf([before])) problems.push('the first day had no summaries');
  await model.set(form);
  const chatsBefore = model.chats();

  let namedAfter: number | null = null;
  let wellAfter: number | null = null;
  let status = '';
  const end = noonAfter(last) + 10 * MINUTE;
  const look = async () => {
    const health = await world.health();
    if (health.status === 503 && health.unhealthy.llm) namedAfter ??= now() - noonAfter(day);
    if (health.status === 200 && now() >= end) wellAfter ??= now() - end;
    return health.unhealthy;
  };
  const lookUntil = async (instant: number) => {
    while (now() < instant) {
      const next = [noonAfter(day), noonAfter(last), end].find((it) => now() < it + 10 * MINUTE) ?? instant;
      const step = now() < next - MINUTE ? Math.min(HOUR, next - MINUTE - now()) : MINUTE / 2;
      await world.beatUntil(Math.min(now() + step, instant));
      await look();
    }
  };
  await lookUntil(noonAfter(day) + 10 * MINUTE);
  const named = (await look()).llm ?? '';
  status = await world.status(PLACES[0] as (typeof PLACES)[number]);
  await lookUntil(end);
  const chats = model.chats() - chatsBefore;
  const causes = world.log.lines.filter(({ sentence }) => sentence === 'The model server is unhealthy');
  await model.set(null);
  await lookUntil(end + 20 * MINUTE);

  if (namedAfter === null || namedAfter > NAMED_WITHIN) problems.push(`named after ${namedAfter} ms`);
  if (!named.includes(['path', 'page'].includes(form.cause) ? 'OPENAI_BASE_URL' : ': '))
    problems.push(`named as ${named}`);
  const cause = causes.at(-1)?.fields as { readonly cause?: string } | undefined;
  if (cause?.cause !== form.cause)
    problems.push(`the cause is ${JSON.stringify(causes.map((it) => it.fields))}`);
  if (!status.includes('모델 서버에 문제가')) problems.push('/paper status does not name it');
  if (/sk-test|abcdef/.test(JSON.stringify([named, status, causes]))) problems.push('a key is shown');
  if (wellAfter === null || wellAfter > WELL_WITHIN) problems.push(`well after ${wellAfter} ms`);
  const alerts = world.discord.messages(ALERTS.discord).length;
  if (alerts !== 2) problems.push(`${alerts} messages in ALERT_PLACE instead of an alert and an all-clear`);
  const shown = withSummary(world, [day, last]);
  if (shown !== cardsOf([day, last]))
    problems.push(`${shown} of ${cardsOf([day, last])} cards have a summary`);
  const judgement = judgePlaces(world, (place) =>
    duesOf(world, place, (it) => (it === day ? ON_TIME : MINUTE)),
  );
  for (const kind of ['missing', 'doubled', 'late', 'disordered'] as const)
    problems.push(...judgement[kind].map((line) => `${kind}: ${line}`));
  await world.close();
  await model.close();
  return {
    problems: problems.map((problem) => `${form.name}: ${problem}`),
    messages: judgement.posted,
    namedAfter,
    wellAfter,
    chats,
  };
}

const cardsOf = (days: readonly Day[]): number =>
  days.length * PLACES.reduce((sum, { count }) => sum + count, 0);

/** Returns the number of cards of some list days that show a summary, in all places. */
function withSummary({ discord, slack, places }: DaysWorld, days: readonly Day[]): number {
  const ids = days.flatMap((day) => paperIds(day, 4));
  const isOne = (message: object) => {
    const shown = JSON.stringify(message);
    return shown.includes('쉬운설명') && ids.some((id) => shown.includes(id));
  };
  const all = places.flatMap(({ platform, channel }): object[] => {
    if (platform === 'slack')
      return slack.messages(channel).flatMap((it) => [it, ...slack.replies(channel, it.ts)]);
    return discord
      .messages(channel)
      .flatMap((it) => [it, ...(discord.thread(channel, it.id) ? discord.messages(it.id) : [])]);
  });
  return all.filter(isOne).length;
}
