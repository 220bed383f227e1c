import { type Finding, ill, well } from '../../domain/health/finding.ts';
import type { Settings } from '../../domain/subscription/settings.ts';
import type { SlackCall } from './api/call.ts';
import { SCOPES } from './manifest.ts';
import { findObstacles } from './obstacles.ts';
import { readChannel } from './permissions.ts';

interface SlackPlace {
  readonly channel: string;
  readonly settings: Pick<Settings, 'layout'>;
}

const REINSTALL = 'paste the manifest of `npm run manifest` into the app, and install it again';

/**
 * Looks at the tokens, the scopes and the channels of the Slack app, without sending anything.
 * @param callApp makes calls with the app-level token; null in HTTP mode
 */
export async function examineSlack(
  call: SlackCall,
  callApp: SlackCall | null,
  places: readonly SlackPlace[],
): Promise<Finding[]> {
  let self: Record<string, unknown>;
  try {
    self = await call('auth.test', {});
  } catch (error) {
    return [ill((error as Error).message, 'check SLACK_BOT_TOKEN, SLACK_API_URL and the network')];
  }
  const findings = [well(`the bot token is that of @${self.user} in ${self.team}`)];
  const metadata = self.response_metadata as { readonly scopes?: readonly string[] } | undefined;
  const scopes = metadata?.scopes;
  const missing = scopes ? SCOPES.filter((scope) => !scopes.includes(scope)) : [];
  if (missing.length > 0) findings.push(ill(`the app lacks the scopes ${missing.join(', ')}`, REINSTALL));
  if (callApp) {
    try {
      await callApp('apps.connections.open', {});
      findings.push(well('the app-level token opens Socket Mode'));
    } catch (error) {
      const what = `Socket Mode cannot be opened: ${(error as Error).message}`;
      findings.push(ill(what, 'check SLACK_APP_TOKEN (connections:write), and that Socket Mode is on'));
    }
  }
  for (const { channel, settings } of places) {
    const name = `channel ${channel}`;
    try {
      const found = await readChannel(call, channel);
      const obstacles = findObstacles(found, settings, String(self.user_id));
      findings.push(
        obstacles.length > 0
          ? ill(`${name} takes no messages`, obstacles.join(', '))
          : well(`${name} takes messages`),
      );
    } catch (error) {
      findings.push(ill(`${name}: ${(error as Error).message}`, 'try again later'));
    }
  }
  return findings;
}
