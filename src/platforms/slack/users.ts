import { teamOf } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import { forgetOldest } from '../../lib/forget-oldest.ts';
import { createSlidingWindow } from '../../lib/rate-limiter.ts';
import { createSingleFlight } from '../../lib/single-flight.ts';
import type { SlackCall } from './api/call.ts';
import { TIER_3 } from './api/rate-limiter.ts';
import { SlackError } from './errors.ts';
import { readChannel } from './permissions.ts';

/** Slack's own user. Its `is_bot` is false. */
const SLACKBOT = 'USLACKBOT';
/** The maximum number of users of whom we remember whether they are bots. */
const MAX_KNOWN = 10_000;

/** The properties that we read of a user (reference/objects/user-object). */
interface SlackUser {
  /** The user's own team, which in a shared channel can be another one than ours. */
  readonly team_id?: string;
  readonly is_admin?: boolean;
  readonly is_owner?: boolean;
  readonly is_bot?: boolean;
  readonly is_workflow_bot?: boolean;
  /** Set in an Enterprise organisation. Its `is_admin` and `is_owner` are about the whole organisation. */
  readonly enterprise_user?: {
    readonly enterprise_id?: string;
    readonly teams?: readonly string[];
    readonly is_admin?: boolean;
    readonly is_owner?: boolean;
  };
}

/** Looks up a user; returns null if the user is not visible to the bot, as some users of other teams are. */
async function readUser(call: SlackCall, userId: string): Promise<SlackUser | null> {
  try {
    const { user } = (await call('users.info', { user: userId })) as { user?: SlackUser };
    return user ?? null;
  } catch (error) {
    if (error instanceof SlackError) return null;
    throw error;
  }
}

/**
 * Returns true if a user is an admin or owner of our `workspace`, or belongs to it and created the channel. In a channel
 * shared with another team, that team's admins, and its member who created the channel, manage nothing of ours.
 */
export async function isManager(
  call: SlackCall,
  workspace: string,
  { channelId, userId }: { readonly channelId: string; readonly userId: string },
): Promise<boolean> {
  const user = await readUser(call, userId);
  if (!user || !belongsTo(user, workspace)) return false;
  const { enterprise_user: inEnterprise } = user;
  if (user.is_admin || user.is_owner || inEnterprise?.is_admin || inEnterprise?.is_owner) return true;
  return (await readChannel(call, channelId))?.creator === userId;
}

/** Returns true if a user is a member of the team of `workspace`. */
function belongsTo({ team_id: own, enterprise_user: inEnterprise }: SlackUser, workspace: string): boolean {
  const team = teamOf(workspace);
  if (own === team) return true;
  const [enterprise] = workspace.split('.');
  if (enterprise === team) return false;
  // A member of several teams of an organisation can be listed under another of them, or under the organisation.
  if (inEnterprise)
    return inEnterprise.enterprise_id === enterprise && (inEnterprise.teams ?? []).includes(team);
  return own === enterprise;
}

/**
 * Returns true if a user is a bot, whose reactions are no votes. Rejects with a `TemporaryError` if that cannot be
 * looked up now.
 */
export type IsBot = (userId: string) => Promise<boolean>;

/**
 * Creates an `IsBot`. Neither reaction events nor `reactions.get` say who is a bot, so each user is looked up once and
 * remembered. (`is_app_user` does not tell: it is about people who authorised the app.)
 */
export function createBotCheck(
  call: SlackCall,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): IsBot {
  const known = new Map<string, boolean>();
  const flight = createSingleFlight<boolean>();
  // users.info allows 100 calls a minute (Tier 4): leave half of them to commands, which also need it.
  const tryAcquire = createSlidingWindow(clock, TIER_3);

  async function lookUp(userId: string): Promise<boolean> {
    for (let wait = tryAcquire(); wait > 0; wait = tryAcquire()) await clock.sleep(wait, signal);
    const user = await readUser(call, userId);
    const isBot = Boolean(user?.is_bot || user?.is_workflow_bot);
    known.set(userId, isBot);
    forgetOldest(known, MAX_KNOWN);
    return isBot;
  }

  return async (userId) => {
    if (userId === SLACKBOT) return true;
    return known.get(userId) ?? flight(userId, () => lookUp(userId));
  };
}
