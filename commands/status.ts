import { answerCard } from '../src/cards/build-card.ts';
import { mentionSections } from '../src/cards/mention-sections.ts';
import { publishingSection } from '../src/cards/publishing-section.ts';
import { defineCommand } from '../src/command/define.ts';
import type { Invocation } from '../src/command/invocation.ts';
import type { Day } from '../src/domain/calendar/day.ts';
import { CATCH_UP } from '../src/domain/calendar/posting-time.ts';
import type { Section } from '../src/domain/card/card.ts';
import { findAbsences, newestListDay } from '../src/domain/edition/absence.ts';
import { isBelievedEmpty } from '../src/domain/edition/list-state.ts';
import { daysOver, horizon } from '../src/domain/edition/owed.ts';
import type { Edition, EditionState, ListDayState } from '../src/domain/edition/records.ts';
import { willSendLeftOut } from '../src/domain/edition/refresh-step.ts';
import { UserError } from '../src/domain/errors.ts';
import { costOf, type Price } from '../src/domain/paper/cost.ts';
import type { Paper } from '../src/domain/paper/paper.ts';
import type { Settings } from '../src/domain/subscription/settings.ts';
import { placeToId, type Subscription } from '../src/domain/subscription/subscription.ts';
import { isRefused } from '../src/domain/summary-checks/check.ts';
import { modelWording, statusWording } from '../src/i18n/ko/status.ts';
import {
  describeEarlier,
  describeInstant,
  describeNewest,
  describeNext,
  describeSettings,
  describeState,
} from '../src/i18n/ko/subscription/describe.ts';
import { pauseWording, subscriptionWording } from '../src/i18n/ko/subscription/subscription.ts';
import { DAY } from '../src/lib/duration.ts';
import { texToUnicode } from '../src/lib/tex/tex-to-unicode.ts';
import { cutText } from '../src/lib/text.ts';
import type { UnsentMessage } from '../src/ports/failure-store.ts';
import type { Store } from '../src/ports/store.ts';

/** The maximum number of recent editions whose summaries the reply describes. */
const MAX_EDITIONS = 5;
/** How far back the reply names messages that could not be sent, in milliseconds. */
const UNSENT_SINCE = 7 * DAY;
/** The reply names at most this many of them, the newest, with this many characters of a paper's title. */
const MAX_UNSENT = 10;
const MAX_TITLE = 80;
/** The maximum number of characters in one section of this list: Discord cuts a section at 1,024, with escapes. */
const MAX_SECTION = 700;
/** The reply lists at most this many other channels with problems, because it has to fit in one message. */
const MAX_OTHERS = 10;

export const status = defineCommand({
  name: 'status',
  ko: '상태',
  description: '이 채널의 구독 설정, 지난 배달과 다음 배달, 배달하지 못한 이유를 알려 줍니다.',
  options: {},
  async run(invocation, _values, { store, clock, settings, price, modelProblem }) {
    const now = clock.now();
    const subscription = await store.subscription(placeToId(invocation.place));
    const here = subscription
      ? await describeHere(invocation, subscription, store, now, price)
      : [section(statusWording.subscription, subscriptionWording.none)];
    const problem = modelProblem();
    const model = problem ? [section(modelWording.title, modelWording.describe(problem))] : [];
    const others = await describeOthers(invocation, store);
    const stamp = describeInstant(now, subscription?.settings.timeZone ?? settings.timeZone);
    return {
      cards: [{ ...answerCard(statusWording.title, [...here, ...model, ...others]), footer: stamp }],
      buttons: [],
    };
  },
});

async function describeHere(
  invocation: Invocation,
  subscription: Subscription,
  store: Store,
  now: number,
  price: Price | null,
): Promise<Section[]> {
  const { settings, state } = subscription;
  const placeId = placeToId(subscription.place);
  const obstacles = state === 'ended' ? [] : await invocation.findObstacles(settings).catch(explainUserError);
  const mentionProblem = await findMentionProblem(invocation, settings);
  const [lists, editions, posted] = await Promise.all([
    store.listDays(horizon(now)),
    store.editions(horizon(now), placeId),
    store.newestEditions(placeId, MAX_EDITIONS),
  ]);
  const last = posted[0];
  const deliveries = last ? await store.deliveries(placeId, last.day) : [];
  const cards = deliveries.filter(({ paperId }) => paperId);
  const refused = cards.filter(({ state }) => state === 'refused');
  const leftOut = cards.filter(({ state }) => state === 'left-out');
  const lastText = last
    ? [
        statusWording.lastText(
          last.day,
          last.paperIds.length - refused.length - leftOut.length,
          describeInstant(last.closedAt ?? now, settings.timeZone),
        ),
        ...(last.missing > 0 ? [statusWording.withoutSummary(last.missing)] : []),
        ...(refused.length > 0 ? [statusWording.refused(refused.length, refused[0]?.reason ?? '')] : []),
      ].join(' ')
    : statusWording.nothingYet;
  const shares = await describeSummaries(posted, store, price);
  const unsent = await describeUnsent(placeId, store, now);
  return [
    section(statusWording.subscription, describeState(subscription)),
    ...describePause(subscription),
    ...(obstacles.length > 0 ? [section(statusWording.obstacles, obstacles.join(', '))] : []),
    ...(state === 'ended'
      ? []
      : [section(subscriptionWording.settings, describeSettings(settings, invocation.hasPosts))]),
    ...(state === 'ended' ? [] : mentionSections(settings)),
    ...mentionProblem.map((problem) => section(statusWording.noMention, problem)),
    section(statusWording.last, lastText),
    ...publishingSection(settings, invocation.canPublish === true, last, deliveries),
    ...unsent.map((lines, index) =>
      section(index === 0 ? statusWording.unsent : statusWording.unsentContinued, lines),
    ),
    ...(shares ? [section(statusWording.summaries, shares)] : []),
    ...(state === 'active' || state === 'on-hold' ? describeDays(now, subscription, lists, editions) : []),
  ];
}

/**
 * Names the messages of the last week that could not be sent, each with the reason and what happens to it; as texts of
 * at most `MAX_SECTION` characters, if possible.
 */
async function describeUnsent(placeId: string, store: Store, now: number): Promise<string[]> {
  const unsent = await store.unsent(placeId, now - UNSENT_SINCE);
  const lines: string[] = [];
  for (const message of unsent.slice(-MAX_UNSENT)) {
    const { day, paperId, reason } = message;
    const [paper] = paperId ? await store.papers([paperId]) : [];
    const edition = day ? await store.edition(placeId, day) : null;
    lines.push(statusWording.unsentMessage(nameOf(day, paper), reason, fateOf(message, edition, now)));
  }
  const more = unsent.length - lines.length;
  if (more > 0) lines.push(statusWording.unsentMore(more));
  const texts: string[] = [];
  for (const line of lines) {
    const joined = [...texts.slice(-1), line].join('\n');
    if (texts.length > 0 && joined.length <= MAX_SECTION) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts;
}

function nameOf(day: Day, paper: Paper | undefined): string {
  if (paper) return statusWording.unsentPaper(day, cutText(texToUnicode(paper.title), MAX_TITLE));
  return day ? statusWording.unsentHeading(day) : statusWording.unsentBest;
}

/** Returns whether a message is tried now, with a later refresh, or no more. */
function fateOf(
  { paperId, state, failingSince }: UnsentMessage,
  edition: Edition | null,
  now: number,
): 'failing' | 'later' | 'never' {
  const isTried = edition ? edition.state === 'open' : now - failingSince < CATCH_UP;
  if (state === 'failing' && isTried) return 'failing';
  return paperId && edition && willSendLeftOut(edition) ? 'later' : 'never';
}

/** Says since when a place is paused, in the platform's own words why, and when it is tried again. */
function describePause({ state, settings, pause }: Subscription): Section[] {
  if (state !== 'paused' || !pause) return [];
  const at = (instant: number) => describeInstant(instant, settings.timeZone);
  return [
    ...(pause.since === null ? [] : [section(pauseWording.since, at(pause.since))]),
    ...(pause.cause === null ? [] : [section(pauseWording.cause, pause.cause)]),
    ...(pause.retryAt === 0 ? [] : [section(pauseWording.next, at(pause.retryAt))]),
  ];
}

/** Explains why recent list days have no edition, and says when the next edition is due. */
function describeDays(
  now: number,
  subscription: Subscription,
  lists: readonly ListDayState[],
  editions: readonly EditionState[],
): Section[] {
  const { settings } = subscription;
  const newest = newestListDay(now, settings);
  const absences = findAbsences(now, subscription, lists, editions);
  const today = describeNewest(newest, absences);
  const earlier = describeEarlier(newest, absences);
  const empty = lists.filter(isBelievedEmpty).map(({ day }) => day);
  return [
    ...(today ? [section(statusWording.newest, today)] : []),
    ...(earlier ? [section(statusWording.earlier, earlier)] : []),
    ...(subscription.state === 'active'
      ? [section(subscriptionWording.next, describeNext(now, settings, daysOver(editions), empty))]
      : []),
  ];
}

/** Describes the quality and cost of the summaries in recent editions; returns null if there are no summaries. */
async function describeSummaries(
  editions: readonly Edition[],
  store: Store,
  price: Price | null,
): Promise<string | null> {
  const ids = editions.flatMap(({ paperIds }) => paperIds);
  const summaries = [...(await store.summaries(ids)).values()];
  if (summaries.length === 0) return null;
  const works = summaries.map(({ work }) => work);
  const repaired = works.filter(({ flaws }) => isRefused(flaws)).length;
  const warned = works.filter(({ flaws }) => flaws.length > 0 && !isRefused(flaws)).length;
  const { tokens, dollars } = costOf(works, price);
  return [
    statusWording.shares(editions.length, ids.length, summaries.length),
    ...(repaired > 0 ? [statusWording.repaired(repaired)] : []),
    ...(warned > 0 ? [statusWording.warned(warned)] : []),
    ...(tokens > 0 ? [statusWording.cost(tokens, dollars)] : []),
  ].join(' ');
}

/** Turns a `UserError`, which means that the channel does not support the layout, into an obstacle. */
function explainUserError(error: unknown): readonly string[] {
  if (error instanceof UserError) return [error.message];
  throw error;
}

/** Returns why the next heading mentions nobody, although it should; empty if it does, or if there is no mention. */
const findMentionProblem = async ({ findMention }: Invocation, { mention }: Settings) =>
  mention && findMention ? findMention(mention).then(() => [], explainUserError) : [];

/** Names other channels of the workspace that cannot receive papers, and says why. */
async function describeOthers({ place, nameOf }: Invocation, store: Store): Promise<Section[]> {
  const inactive = (await store.subscriptions())
    .filter(({ state, reason }) => state !== 'active' && reason !== null)
    .filter(
      (other) =>
        other.place.platform === place.platform &&
        other.place.workspace === place.workspace &&
        other.place.channel !== place.channel,
    );
  const lines: string[] = [];
  for (const other of inactive) {
    const name = lines.length < MAX_OTHERS ? await nameOf(other.place) : null;
    if (name) lines.push(`${name}: ${describeState(other)}`);
  }
  return lines.length > 0 ? [section(statusWording.elsewhere, lines.join(' / '))] : [];
}

const section = (label: string, text: string): Section => ({ name: 'text', label, text });
