import { answerCard } from '../src/cards/build-card.ts';
import { defineCommand } from '../src/command/define.ts';
import { UserError } from '../src/domain/errors.ts';
import { isFixed, placeToId } from '../src/domain/subscription/subscription.ts';
import { subscriptionWording } from '../src/i18n/ko/subscription/subscription.ts';

export const unsubscribe = defineCommand({
  name: 'unsubscribe',
  ko: '해지',
  description: '이 채널의 구독을 해지합니다.',
  managersOnly: true,
  options: {},
  async run({ place }, _values, { store }) {
    if (isFixed(place)) throw new UserError(subscriptionWording.webIsFixed);
    const isDone = await store.moveSubscription(
      placeToId(place),
      ['active', 'paused', 'on-hold'],
      'ended',
      null,
    );
    if (!isDone) throw new UserError(subscriptionWording.none);
    const { ended, endedText } = subscriptionWording;
    return { cards: [answerCard(ended, [{ name: 'text', label: '', text: endedText }])], buttons: [] };
  },
});
