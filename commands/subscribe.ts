import { answerCard } from '../src/cards/build-card.ts';
import { mentionSections } from '../src/cards/mention-sections.ts';
import { defineCommand } from '../src/command/define.ts';
import type { Invocation, ParsedCommand } from '../src/command/invocation.ts';
import { settingOptions, toSettings, toTyped } from '../src/command/options/setting-options.ts';
import { commandLine } from '../src/command/parse-line.ts';
import { closedListDay, weekdayAtOrBefore } from '../src/domain/calendar/day.ts';
import { daysOver, horizon } from '../src/domain/edition/owed.ts';
import { UserError } from '../src/domain/errors.ts';
import { changeSettings, type EnteredSettings, type Settings } from '../src/domain/subscription/settings.ts';
import { isFixed, placeToId } from '../src/domain/subscription/subscription.ts';
import { toVoter } from '../src/domain/vote/voter.ts';
import { optionWording } from '../src/i18n/ko/options.ts';
import { describeNext, describeSettings } from '../src/i18n/ko/subscription/describe.ts';
import { settingTexts } from '../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../src/i18n/ko/subscription/subscription.ts';

/**
 * Returns the settings that the parsed values give, with the id of the role or user group that is meant.
 * @throws {UserError} if there is none, or the channel's messages cannot be published
 */
async function toEntered(
  invocation: Invocation,
  values: Readonly<Record<string, unknown>>,
  before: Settings,
): Promise<Partial<EnteredSettings>> {
  const entered = toSettings(values);
  const { mention, publish } = entered;
  if (publish === 'on' && before.publish !== 'on' && !invocation.canPublish)
    throw new UserError(subscriptionWording.notAnnouncement);
  if (!mention || mention === before.mention) return entered;
  // Posts have no heading that could mention anybody.
  if (!invocation.findMention || invocation.hasPosts)
    throw new UserError(optionWording.notHere(settingTexts.mention.ko));
  return { ...entered, mention: await invocation.findMention(mention) };
}

export const subscribe = defineCommand({
  name: 'subscribe',
  ko: subscriptionWording.command,
  description: '이 채널에 매일 논문을 배달합니다. 이미 구독 중이면 입력한 옵션만 변경합니다.',
  managersOnly: true,
  options: settingOptions,
  async run(invocation, values, { store, clock, settings: defaults, wake }) {
    const { place } = invocation;
    if (isFixed(place)) throw new UserError(subscriptionWording.webIsFixed);
    const placeId = placeToId(place);
    const read = async () => {
      const known = await store.subscription(placeId);
      const isNew = !known || known.state === 'ended';
      return { known, isNew, before: isNew ? defaults : known.settings };
    };
    const first = await read();
    const entered = await toEntered(invocation, values, first.before);
    const wanted = changeSettings(first.before, entered, clock.now());
    const obstacles = await invocation.findObstacles(wanted);
    if (obstacles.length > 0) throw new UserError(subscriptionWording.blocked(obstacles));
    if (invocation.form === 'modal' && Object.keys(values).length === 0) {
      const form = { isSubscribed: !first.isNew, typed: typedIn(invocation, wanted) };
      return { cards: [], buttons: [], form };
    }

    // The checks can take seconds, in which others may have changed or paused the subscription.
    const { known, isNew, before } = await read();
    const now = clock.now();
    const settings = changeSettings(before, entered, now);
    const form = { isSubscribed: !isNew, typed: typedIn(invocation, settings) };
    const panel = invocation.form === 'panel' ? { form } : {};
    const isShown = invocation.form === 'panel' && Object.keys(values).length === 0;
    const kept = isShown ? subscriptionWording.current : subscriptionWording.changed;
    // Changing the weekdays restarts the subscription; otherwise list days skipped on purpose would become due.
    const startsOver = isNew || before.weekdays.join() !== settings.weekdays.join();
    const subscribedBy = toVoter(place, invocation.person.id);
    if (known?.state === 'on-hold') {
      // Only `resume` ends the pause of a member, who may want to change the settings first.
      await store.changeSettings(placeId, settings);
      return {
        cards: [
          answerCard(kept, [
            { name: 'text', label: '', text: subscriptionWording.stillHeld },
            {
              name: 'text',
              label: subscriptionWording.settings,
              text: describeSettings(settings, invocation.hasPosts),
            },
            ...mentionSections(settings),
          ]),
        ],
        buttons: [{ label: subscriptionWording.release, line: commandLine('resume', {}) }],
        ...panel,
      };
    }
    if (known)
      await store.renewSubscription(place, settings, startsOver ? now : known.createdAt, subscribedBy);
    else await store.subscribe(place, settings, now, subscribedBy);
    const newest = weekdayAtOrBefore(closedListDay(now));
    if (startsOver) await store.forgetEmptyEdition(placeId, newest);
    wake();

    const over = daysOver(await store.editions(horizon(now), placeId));
    const isHere = over.includes(newest);
    const atFirst = isHere ? subscriptionWording.alreadyHere(newest) : subscriptionWording.atOnce;
    const { subscribed, resumed } = subscriptionWording;
    const title = isNew ? subscribed : known?.state === 'paused' ? resumed : kept;
    return {
      cards: [
        answerCard(title, [
          ...(startsOver ? [{ name: 'text', label: '', text: atFirst } as const] : []),
          {
            name: 'text',
            label: subscriptionWording.settings,
            text: describeSettings(settings, invocation.hasPosts),
          },
          ...mentionSections(settings),
          {
            name: 'text',
            label: subscriptionWording.next,
            text: describeNext(now, settings, startsOver ? [...over, newest] : over),
          },
        ]),
      ],
      buttons: [],
      pick: { label: subscriptionWording.pickField, command: 'subscribe', option: 'fields' },
      ...panel,
    };
  },
});

/** Returns the settings for a form: without the layout in a place that has posts only. */
const typedIn = ({ hasPosts }: Invocation, settings: Settings): ParsedCommand['values'] =>
  Object.fromEntries(Object.entries(toTyped(settings)).filter(([name]) => !hasPosts || name !== 'layout'));
