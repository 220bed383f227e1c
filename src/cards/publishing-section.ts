import type { Section } from '../domain/card/card.ts';
import type { Delivery, Edition } from '../domain/edition/records.ts';
import type { Settings } from '../domain/subscription/settings.ts';
import { statusWording } from '../i18n/ko/status.ts';
import { settingTexts } from '../i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../i18n/ko/subscription/subscription.ts';

/**
 * Says what was published of the last edition, or why nothing can be; empty if nothing is to be published.
 * @param canPublish see `Invocation.canPublish`
 */
export function publishingSection(
  { publish }: Pick<Settings, 'publish'>,
  canPublish: boolean,
  last: Pick<Edition, 'publishing' | 'publishProblem'> | undefined,
  deliveries: readonly Pick<Delivery, 'state' | 'isPublished'>[],
): Section[] {
  if (publish !== 'on') return [];
  const problem = canPublish ? last?.publishProblem : subscriptionWording.notAnnouncement;
  const sent = deliveries.filter(({ state }) => state === 'sent');
  const published = sent.filter(({ isPublished }) => isPublished).length;
  const text =
    problem ?? (last?.publishing === 'due' ? statusWording.publishing(published, sent.length) : null);
  return text ? [{ name: 'text', label: settingTexts.publish.ko, text }] : [];
}
