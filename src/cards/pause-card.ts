import type { Card, Section } from '../domain/card/card.ts';
import { placeToId, type Subscription } from '../domain/subscription/subscription.ts';
import { describeInstant } from '../i18n/ko/subscription/describe.ts';
import { pauseWording } from '../i18n/ko/subscription/subscription.ts';
import { answerCard } from './build-card.ts';

/** The report to operators names at most this many places, because it has to fit in one message. */
const MAX_PLACES = 10;

/** Builds the notice to whoever subscribed a paused place. */
export function pausedCard({ place, reason, pause, settings }: Subscription): Card {
  const { since = null, cause = null } = pause ?? {};
  const { title, channel, whatNext, whatNextText } = pauseWording;
  return answerCard(title, [
    { name: 'channel', label: channel, text: place.channel },
    ...(since === null ? [] : [text(pauseWording.since, describeInstant(since, settings.timeZone))]),
    ...(reason ? [text(pauseWording.reason, reason)] : []),
    ...(cause ? [text(pauseWording.cause, cause)] : []),
    text(whatNext, whatNextText),
  ]);
}

/** Builds the report to operators about places that have been paused for a day. */
export function pausedPlacesCard(subscriptions: readonly Subscription[]): Card {
  const { ofOperator, ofOperatorText, more } = pauseWording;
  const rest = subscriptions.length - MAX_PLACES;
  return answerCard(ofOperator(subscriptions.length), [
    text('', ofOperatorText),
    ...subscriptions
      .slice(0, MAX_PLACES)
      .map(({ place, reason, pause }) =>
        text(placeToId(place), [reason, pause?.cause && `(${pause.cause})`].filter(Boolean).join(' ')),
      ),
    ...(rest > 0 ? [text('', more(rest))] : []),
  ]);
}

const text = (label: string, content: string): Section => ({ name: 'text', label, text: content });
