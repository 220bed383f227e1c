import { GatewayIntentBits } from 'discord.js';
import type { WebSocket } from 'ws';

export interface Payload {
  readonly op: number;
  readonly d: unknown;
  readonly s?: number | null;
  readonly t?: string | null;
}

/** A gateway session. It outlives its socket, and keeps all events so that they can be sent again after a RESUME. */
export interface Session {
  readonly id: string;
  readonly intents: number;
  /** The sequence number of the last event. */
  seq: number;
  readonly events: Payload[];
  /** Undefined while disconnected. */
  socket?: WebSocket | undefined;
  /** True if the session cannot be resumed; it then ends when its socket closes. */
  isForgotten?: boolean;
}

// The intent that each event needs (discord-api-docs: events/gateway.mdx, List of Intents).
const intentsOf: Record<string, number> = {
  GUILD_CREATE: GatewayIntentBits.Guilds,
  GUILD_UPDATE: GatewayIntentBits.Guilds,
  GUILD_DELETE: GatewayIntentBits.Guilds,
  CHANNEL_CREATE: GatewayIntentBits.Guilds,
  CHANNEL_UPDATE: GatewayIntentBits.Guilds,
  CHANNEL_DELETE: GatewayIntentBits.Guilds,
  THREAD_CREATE: GatewayIntentBits.Guilds,
  THREAD_UPDATE: GatewayIntentBits.Guilds,
  THREAD_DELETE: GatewayIntentBits.Guilds,
  // Without GUILD_MEMBERS, THREAD_MEMBERS_UPDATE only reports the bot itself. GUILD_MEMBER_UPDATE about the bot needs no
  // intent.
  THREAD_MEMBERS_UPDATE: GatewayIntentBits.Guilds,
  MESSAGE_CREATE: GatewayIntentBits.GuildMessages,
  MESSAGE_UPDATE: GatewayIntentBits.GuildMessages,
  MESSAGE_DELETE: GatewayIntentBits.GuildMessages,
  MESSAGE_REACTION_ADD: GatewayIntentBits.GuildMessageReactions,
  MESSAGE_REACTION_REMOVE: GatewayIntentBits.GuildMessageReactions,
  MESSAGE_REACTION_REMOVE_ALL: GatewayIntentBits.GuildMessageReactions,
  MESSAGE_REACTION_REMOVE_EMOJI: GatewayIntentBits.GuildMessageReactions,
};

// The intents for the same events in direct messages.
const directIntents: Record<number, number> = {
  [GatewayIntentBits.GuildMessages]: GatewayIntentBits.DirectMessages,
  [GatewayIntentBits.GuildMessageReactions]: GatewayIntentBits.DirectMessageReactions,
};

/** Returns true if the session has the intent for this event. Events that need no intent go to every session. */
export const wants = ({ intents }: Session, event: string, data: object): boolean => {
  const usual = intentsOf[event];
  const needed = 'guild_id' in data ? usual : (directIntents[usual ?? 0] ?? usual);
  return needed === undefined || (intents & needed) !== 0;
};

export const privilegedIntents =
  GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;
export const everyIntent = Object.values(GatewayIntentBits).reduce<number>(
  (all, bit) => (typeof bit === 'number' ? all | bit : all),
  0,
);
