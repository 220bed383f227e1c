import type { SlackCall } from './api/call.ts';
import { toWorkspace } from './workspace.ts';

/** The bot's identity in the workspace of its token. */
export interface Self {
  readonly botId: string;
  readonly userId: string;
  readonly workspace: string;
  readonly workspaceName: string;
}

export async function readSelf(call: SlackCall): Promise<Self> {
  const self = (await call('auth.test', {})) as Record<string, string | undefined>;
  return {
    botId: String(self.bot_id),
    userId: String(self.user_id),
    workspace: toWorkspace({ enterpriseId: self.enterprise_id, teamId: self.team_id }),
    workspaceName: String(self.team),
  };
}
