import {
  type APIApplication,
  type APIGatewayBotInfo,
  OAuth2Routes,
  PermissionsBitField,
  Routes,
} from 'discord.js';
import { type Finding, ill, well } from '../../domain/health/finding.ts';
import type { Settings } from '../../domain/subscription/settings.ts';
import type { DiscordCall } from './api/call.ts';
import { SCOPES } from './api/client.ts';
import { findObstacles } from './obstacles.ts';
import { ALL_NEEDED } from './permissions.ts';
import { createPlaceReader } from './place-reader.ts';

interface DiscordPlace {
  readonly channel: string;
  readonly settings: Pick<Settings, 'layout' | 'timeZone'>;
}

/** Looks at the token, the servers and the channels of the Discord bot, without sending anything. */
export async function examineDiscord(
  call: DiscordCall,
  guildId: string | undefined,
  places: readonly DiscordPlace[],
  now: number,
): Promise<Finding[]> {
  let application: APIApplication;
  try {
    application = (await call('GET', Routes.currentApplication())) as APIApplication;
  } catch (error) {
    return [ill((error as Error).message, 'check DISCORD_TOKEN, DISCORD_API_URL and the network')];
  }
  const guilds = (await call('GET', Routes.userGuilds())) as { readonly id: string }[];
  const gateway = (await call('GET', Routes.gatewayBot())) as APIGatewayBotInfo;
  const invite = inviteLink(application.id);
  const servers = guilds.length === 1 ? 'one server' : `${guilds.length} servers`;
  const findings = [
    guilds.length > 0
      ? well(`the token is that of ${application.name}, which is in ${servers}; to invite it: ${invite}`)
      : ill(`${application.name} is in no server`, `invite it: ${invite}`),
  ];
  const { remaining, reset_after: reset } = gateway.session_start_limit;
  if (remaining === 0) {
    const minutes = Math.ceil(reset / 60_000);
    findings.push(
      ill('Discord allows no more log-ins today', `wait ${minutes} minutes before the next start`),
    );
  }
  if (guildId !== undefined && !guilds.some(({ id }) => id === guildId)) {
    findings.push(
      ill(`the bot is not in the server ${guildId}`, 'check DISCORD_GUILD_ID, or invite the bot'),
    );
  }
  const reader = createPlaceReader(call, async () => application.bot?.id ?? application.id);
  for (const { channel, settings } of places) {
    const name = `channel ${channel}`;
    try {
      const obstacles = findObstacles(await reader.readSpot(channel), settings, now);
      const toDo = obstacles.flatMap((obstacle) => obstacle.toDo);
      findings.push(
        toDo.length > 0 ? ill(`${name} takes no messages`, toDo.join(', ')) : well(`${name} takes messages`),
      );
    } catch (error) {
      const todo = 'check that the channel exists and that the bot can see it';
      findings.push(ill(`${name}: ${(error as Error).message}`, todo));
    }
  }
  return findings;
}

function inviteLink(applicationId: string): string {
  const url = new URL(OAuth2Routes.authorizationURL);
  url.search = String(
    new URLSearchParams({
      client_id: applicationId,
      permissions: String(new PermissionsBitField([...ALL_NEEDED]).bitfield),
      scope: SCOPES.join(' '),
    }),
  );
  return url.href;
}
