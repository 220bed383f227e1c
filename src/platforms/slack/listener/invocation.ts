import type { Invocation, Person } from '../../../command/invocation.ts';
import { TemporaryError, UserError } from '../../../domain/errors.ts';
import type { Place } from '../../../domain/subscription/subscription.ts';
import { optionWording } from '../../../i18n/ko/options.ts';
import { slackWording } from '../../../i18n/ko/slack.ts';
import type { SlackCall } from '../api/call.ts';
import { findGroup } from '../mention.ts';
import { findObstacles } from '../obstacles.ts';
import { readChannel } from '../permissions.ts';
import { isManager } from '../users.ts';

export interface InvocationDeps {
  readonly call: SlackCall;
  readonly botUserId: string;
  /** The workspace of our token. */
  readonly workspace: string;
}

/** Returns the use of a command by a person in a channel. */
export function toInvocation(
  { call, botUserId, workspace: ours }: InvocationDeps,
  place: Place,
  person: Person,
): Invocation {
  const { id: user } = person;
  return {
    place,
    person,
    async manages() {
      if (place.channel.startsWith('D')) throw new UserError(slackWording.channelsOnly);
      return isManager(call, ours, { channelId: place.channel, userId: user });
    },
    findObstacles: async (settings) =>
      findObstacles(await readChannel(call, place.channel), settings, botUserId),
    async findMention(typed) {
      const found = await findGroup(call, typed).catch((error) => {
        if (!(error instanceof TemporaryError)) throw error;
        return { problem: optionWording.notChecked };
      });
      if ('problem' in found) throw new UserError(found.problem);
      return found.id;
    },
    async nameOf(other) {
      const channel = await readChannel(call, other.channel);
      // The name of a private channel is shown only to its creator: even an admin might not be a member.
      const canSee = channel && (!channel.is_private || channel.creator === user);
      return canSee ? `#${channel.name}` : null;
    },
  };
}
