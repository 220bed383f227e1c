import { answerCard } from '../src/cards/build-card.ts';
import { type CommandContext, defineCommand } from '../src/command/define.ts';
import { daysOver, horizon, owedEditions, weekdaysUntil } from '../src/domain/edition/owed.ts';
import { indexState } from '../src/domain/edition/records.ts';
import { UserError } from '../src/domain/errors.ts';
import { isFixed, placeToId, type Subscription } from '../src/domain/subscription/subscription.ts';
import { describeNext } from '../src/i18n/ko/subscription/describe.ts';
import { subscriptionWording } from '../src/i18n/ko/subscription/subscription.ts';

export const resume = defineCommand({
  name: 'resume',
  ko: subscriptionWording.release,
  description: '일시정지한 배달을 다시 시작합니다. 멈춰 있던 배달은 지금 다시 시도합니다.',
  managersOnly: true,
  options: {},
  async run(invocation, _values, { store, clock, wake }) {
    const { place } = invocation;
    if (isFixed(place)) throw new UserError(subscriptionWording.webIsFixed);
    const placeId = placeToId(place);
    const known = await store.subscription(placeId);
    if (!known || known.state === 'ended') throw new UserError(subscriptionWording.none);
    if (known.state === 'active') throw new UserError(subscriptionWording.notHeld);
    const { settings, state } = known;
    const obstacles = await invocation.findObstacles(settings);
    if (obstacles.length > 0) throw new UserError(subscriptionWording.blocked(obstacles));

    const now = clock.now();
    if (state === 'on-hold') await giveUpMissed(store, known, now);
    await store.moveSubscription(placeId, ['on-hold', 'paused'], 'active', null);
    wake();
    const { released, releasedText, tried, next } = subscriptionWording;
    const over = daysOver(await store.editions(horizon(now), placeId));
    return {
      cards: [
        answerCard(released, [
          { name: 'text', label: '', text: state === 'on-hold' ? releasedText : tried },
          { name: 'text', label: next, text: describeNext(now, settings, over) },
        ]),
      ],
      buttons: [],
    };
  },
});

/** Records what was due during a pause as over: nothing is sent afterwards, and `status` names its days. */
async function giveUpMissed(
  store: CommandContext['store'],
  subscription: Subscription,
  now: number,
): Promise<void> {
  const placeId = placeToId(subscription.place);
  const { settings } = subscription;
  const since = horizon(now);
  const [lists, editions] = await Promise.all([store.listDays(since), store.editions(since, placeId)]);
  const owed = owedEditions(now, weekdaysUntil(now), placeId, subscription, indexState(lists, editions));
  for (const { day, edition } of owed) {
    if (!edition) await store.openEdition(placeId, day, [], 0, now);
    // An edition that had begun keeps the cards that it has.
    const isPosted = (await store.deliveries(placeId, day)).some(({ state }) => state === 'sent');
    await store.closeEdition(placeId, day, isPosted ? 'done' : 'on-hold', 0, now);
  }
  if (settings.best)
    await store.changeSettings(placeId, { ...settings, best: { ...settings.best, since: now } });
}
