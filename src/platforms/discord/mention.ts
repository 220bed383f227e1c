import {
  type APIRole,
  type BaseInteraction,
  PermissionFlagsBits,
  PermissionsBitField,
  Routes,
} from 'discord.js';
import { UserError } from '../../domain/errors.ts';
import { discordWording } from '../../i18n/ko/discord.ts';
import { optionWording } from '../../i18n/ko/options.ts';
import type { Log } from '../../lib/log.ts';
import type { DiscordCall } from './api/call.ts';

/**
 * Returns why the bot cannot mention a role in a channel, in Korean; null if it can. `readGranted` returns the bot's
 * permissions there, as a bit field; it is called only if they matter.
 * @throws if Discord does not tell
 */
export async function findMentionProblem(
  call: DiscordCall,
  guildId: string,
  roleId: string,
  readGranted: () => Promise<bigint>,
): Promise<string | null> {
  // The role @everyone has the id of its server (topics/permissions).
  if (roleId === guildId) return discordWording.mentionsEveryone;
  const roles = (await call('GET', Routes.guildRoles(guildId))) as APIRole[];
  const role = roles.find(({ id }) => id === roleId);
  if (!role) return discordWording.roleGone;
  // A bot can mention any role with this permission (resources/message, "Allowed Mentions").
  const canMention =
    role.mentionable || new PermissionsBitField(await readGranted()).has(PermissionFlagsBits.MentionEveryone);
  return canMention ? null : discordWording.notMentionable(role.name);
}

/** Returns the id of a role if the bot can mention it where an interaction was used (`Invocation.findMention`). */
export async function findRole(
  { call, log }: { readonly call: DiscordCall; readonly log: Log },
  { guildId, channelId, appPermissions }: Pick<BaseInteraction, 'guildId' | 'channelId' | 'appPermissions'>,
  id: string,
): Promise<string> {
  const readGranted = async () => appPermissions.bitfield;
  const problem = await findMentionProblem(call, guildId ?? '', id, readGranted).catch((error) => {
    log.warn({ channel: channelId, error: error.message }, 'Could not check a role');
    return optionWording.notChecked;
  });
  if (problem) throw new UserError(problem);
  return id;
}
