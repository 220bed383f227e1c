/**
 * An error response in Discord's format. `isState` is true if the request is well formed, but the current state
 * forbids it.
 */
export class DiscordError extends Error {
  override name = 'DiscordError';
  readonly status: number;
  readonly code: number;
  readonly errors: unknown;
  readonly isState: boolean;
  /** The time to wait after a 429, in seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: number,
    message: string,
    more: { errors?: unknown; isState?: boolean; retryAfter?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = more.errors;
    this.isState = more.isState ?? false;
    this.retryAfter = more.retryAfter;
  }
}

const state = { isState: true };

// The codes and messages are Discord's (discord-api-docs: topics/opcodes-and-status-codes.mdx, JSON Error Codes).
export const unauthorized = () => new DiscordError(401, 0, '401: Unauthorized');
export const notFound = () => new DiscordError(404, 0, '404: Not Found');
export const methodNotAllowed = () => new DiscordError(405, 0, '405: Method Not Allowed');
export const badJson = () => new DiscordError(400, 50109, 'The request body contains invalid JSON.');
export const unknownChannel = () => new DiscordError(404, 10003, 'Unknown Channel', state);
export const unknownGuild = () => new DiscordError(404, 10004, 'Unknown Guild', state);
export const unknownMember = () => new DiscordError(404, 10007, 'Unknown Member', state);
export const unknownMessage = () => new DiscordError(404, 10008, 'Unknown Message', state);
export const unknownUser = () => new DiscordError(404, 10013, 'Unknown User', state);
export const unknownEmoji = () => new DiscordError(400, 10014, 'Unknown Emoji');
export const unknownTag = () => new DiscordError(404, 10087, 'Unknown tag', state);
export const unknownWebhook = () => new DiscordError(404, 10015, 'Unknown Webhook');
export const unknownInteraction = () => new DiscordError(404, 10062, 'Unknown interaction', state);
export const unknownCommand = () => new DiscordError(404, 10063, 'Unknown application command');
export const tooManyReactions = () =>
  new DiscordError(400, 30010, 'Maximum number of reactions reached (20)');
export const tooManyCommands = () =>
  new DiscordError(400, 30032, 'Maximum number of application commands reached (100)');
export const tooManyCreates = () =>
  new DiscordError(400, 30034, 'Maximum number of daily application command creates has been reached (200)');
/** Creates a 429 with the code 30046, which clients have received (aikaterna/aikaterna-cogs#302). */
export const tooManyOldEdits = (retryAfter: number) =>
  new DiscordError(
    429,
    30046,
    'Maximum number of edits to messages older than 1 hour reached. Try again later.',
    {
      isState: true,
      retryAfter,
    },
  );
export const alreadyAcknowledged = () =>
  new DiscordError(400, 40060, 'Interaction has already been acknowledged.');
export const alreadyCrossposted = () =>
  new DiscordError(400, 40033, 'This message has already been crossposted', state);
/** Ten messages an hour and channel can be published (discordjs/discord.js#4956). */
export const tooManyCrossposts = (retryAfter: number) =>
  new DiscordError(429, 0, 'You are being rate limited.', { isState: true, retryAfter });
export const repeatedTagNames = () => new DiscordError(400, 40061, 'Tag names must be unique');
export const noTagsForMembers = () =>
  new DiscordError(400, 40066, 'There are no tags available that can be set by non-moderators', state);
export const requiredTag = () =>
  new DiscordError(400, 40067, 'A tag is required to create a forum post in this channel', state);
export const missingAccess = (isKicked = false) =>
  new DiscordError(403, 50001, 'Missing Access', { isState: isKicked });
export const notYourMessage = () =>
  new DiscordError(403, 50005, 'Cannot edit a message authored by another user');
export const emptyMessage = () => new DiscordError(400, 50006, 'Cannot send an empty message');
export const notTextChannel = () =>
  new DiscordError(400, 50008, 'Cannot send messages in a non-text channel');
export const missingPermissions = () => new DiscordError(403, 50013, 'Missing Permissions');
export const wrongChannelType = () =>
  new DiscordError(400, 50024, 'Cannot execute action on this channel type');
export const systemMessage = () => new DiscordError(403, 50021, 'Cannot execute action on a system message');
export const expiredWebhookToken = () => new DiscordError(401, 50027, 'Invalid Webhook Token', state);
export const archivedThread = () => new DiscordError(400, 50083, 'Thread is archived', state);
export const threadExists = () =>
  new DiscordError(400, 160004, 'A thread has already been created for this message');
export const lockedThread = () => new DiscordError(400, 160005, 'Thread is locked', state);
export const tooManyThreads = () =>
  new DiscordError(400, 160006, 'Maximum number of active threads reached', state);
export const invalidRecipient = () => new DiscordError(400, 50033, 'Invalid Recipient(s)');
export const noDirectMessages = () =>
  new DiscordError(403, 50007, 'Cannot send messages to this user', state);
export const blockedByAutoMod = () =>
  new DiscordError(400, 200000, 'Message was blocked by automatic moderation', state);
