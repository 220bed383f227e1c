import type { CommandContext } from '../../command/define.ts';
import type { SettingsForm } from '../../command/form.ts';
import type { Invocation } from '../../command/invocation.ts';
import { toTyped } from '../../command/options/setting-options.ts';
import { UserError } from '../../domain/errors.ts';
import { isFixed, placeToId } from '../../domain/subscription/subscription.ts';
import { commandWording } from '../../i18n/ko/command.ts';
import { subscriptionWording } from '../../i18n/ko/subscription/subscription.ts';

/**
 * Returns the settings of a place for a form.
 * @throws {UserError} if the user may not change them
 */
export async function readForm(
  { store, settings: defaults }: Pick<CommandContext, 'store' | 'settings'>,
  invocation: Invocation,
): Promise<SettingsForm> {
  const { place } = invocation;
  if (!(await invocation.manages()))
    throw new UserError(commandWording.managersOnly(subscriptionWording.command));
  if (isFixed(place)) throw new UserError(subscriptionWording.webIsFixed);
  const known = await store.subscription(placeToId(place));
  const isSubscribed = known !== null && known.state !== 'ended';
  return { isSubscribed, typed: toTyped(isSubscribed ? known.settings : defaults) };
}
