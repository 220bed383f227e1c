import type { Fault as DiscordFault } from '../../emulators/discord/index.ts';
import type { Fault as SlackFault } from '../../emulators/slack/index.ts';

/** How a platform answers a message that it never accepts. */
export interface Form<Fault> {
  readonly name: string;
  readonly fault: Fault;
  /** True if the platform accepts the message but its answer is lost each time, so that members see it. */
  readonly isAccepted?: true;
}

const refusal = (status: number, code: number, message: string): Form<DiscordFault> => ({
  name: `${status}/${code}`,
  fault: { kind: 'status', status, body: { message, code } },
});

export const DISCORD_FORMS: readonly Form<DiscordFault>[] = [
  { name: '500', fault: { kind: 'status', status: 500 } },
  { name: '503 of a proxy', fault: { kind: 'status', status: 503, body: '<html>503</html>' } },
  refusal(400, 50035, 'Invalid Form Body'),
  refusal(400, 50006, 'Cannot send an empty message'),
  // Codes that Discord does not document, or not for messages.
  refusal(400, 987654, 'Something new'),
  refusal(403, 50009, 'Channel verification level is too high'),
  refusal(403, 50020, 'Invalid invite target'),
  refusal(403, 987654, 'Something new'),
  refusal(404, 987654, 'Something new'),
  { name: 'closed connection', fault: { kind: 'close' } },
  { name: 'lost answer', fault: { kind: 'after', answer: 'close' }, isAccepted: true },
];

const error = (code: string): Form<SlackFault> => ({ name: code, fault: { kind: 'error', error: code } });

export const SLACK_FORMS: readonly Form<SlackFault>[] = [
  error('internal_error'),
  error('fatal_error'),
  error('invalid_blocks'),
  error('msg_too_long'),
  error('invalid_arguments'),
  error('something_new'),
  { name: '500', fault: { kind: 'status', status: 500 } },
  { name: '503 of a proxy', fault: { kind: 'status', status: 503, body: '<html>503</html>' } },
  { name: 'closed connection', fault: { kind: 'close' } },
  { name: 'lost answer', fault: { kind: 'after', answer: 'close' }, isAccepted: true },
];
