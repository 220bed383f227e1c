import { answerCard } from '../src/cards/build-card.ts';
import { defineCommand } from '../src/command/define.ts';
import { commandLine } from '../src/command/parse-line.ts';
import { UserError } from '../src/domain/errors.ts';
import { isFixed, placeToId } from '../src/domain/subscription/subscription.ts';
import { subscriptionWording } from '../src/i18n/ko/subscription/subscription.ts';

export const pause = defineCommand({
  name: 'pause',
  ko: subscriptionWording.hold,
  description: '이 채널의 배달을 잠시 멈춥니다. 설정은 그대로 둡니다.',
  managersOnly: true,
  options: {},
  async run({ place }, _values, { store }) {
    if (isFixed(place)) throw new UserError(subscriptionWording.webIsFixed);
    const placeId = placeToId(place);
    if (!(await store.moveSubscription(placeId, ['active', 'paused'], 'on-hold', null))) {
      const known = await store.subscription(placeId);
      throw new UserError(
        known?.state === 'on-hold' ? subscriptionWording.alreadyHeld : subscriptionWording.none,
      );
    }
    const { held, heldText, release } = subscriptionWording;
    return {
      cards: [answerCard(held, [{ name: 'text', label: '', text: heldText }])],
      buttons: [{ label: release, line: commandLine('resume', {}) }],
    };
  },
});
