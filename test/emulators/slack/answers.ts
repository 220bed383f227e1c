import { explained, SlackError } from './errors.ts';
import { createForm, type Fields, flag, oneOf, shape, text } from './form.ts';
import type { Pending } from './interactions.ts';
import { editMessage, postMessage } from './messages.ts';
import type { Message, World } from './state.ts';
import { checkContent, type Note, noteUnfurling } from './validate-message.ts';

/** The result of an answer: the message that it posted or edited, if any. */
export interface Answered {
  readonly message?: Message;
}

const anything = () => {};
// The allowed fields: docs.slack.dev/interactivity/handling-user-interaction (Message responses) and
// docs.slack.dev/interactivity/implementing-slash-commands.
const answer = shape(
  {},
  {
    text: text(Number.POSITIVE_INFINITY, 0),
    blocks: anything,
    metadata: anything,
    response_type: oneOf('ephemeral', 'in_channel'),
    replace_original: flag,
    delete_original: flag,
    thread_ts: text(20),
    unfurl_links: flag,
    unfurl_media: flag,
    mrkdwn: flag,
    parse: text(10),
  },
);

/**
 * Posts, replaces or deletes a message. `body` comes from an acknowledgement or from a request to the
 * response_url.
 */
export function showAnswer(world: World, pending: Pending, body: Fields, note: Note): Answered {
  const form = createForm();
  answer(form, [], body);
  if (form.errors.length > 0) throw new SlackError('invalid_payload', explained(form.errors));
  const { channel, source, userId } = pending;
  if (!channel) throw new SlackError('channel_not_found', {}, true);
  if (body.delete_original === true) {
    if (source) remove(pending, source);
    return {};
  }
  const draft = checkContent(body, { note, brokenImage: world.brokenImage, groups: world.groups });
  if (body.replace_original === true && source) {
    editMessage(world, source, { text: '', blocks: [], ...draft });
    return { message: source };
  }
  // Answers are ephemeral by default.
  const isOpen = body.response_type === 'in_channel';
  if (isOpen && channel.isArchived) throw new SlackError('is_archived');
  // Public answers show link previews by default, as messages from chat.postMessage do.
  if (isOpen) noteUnfurling(body, note);
  const message = postMessage(world, channel, {
    text: '',
    ...draft,
    userId: world.botUserId,
    ...(isOpen ? {} : { visibleTo: userId }),
    ...(typeof body.thread_ts === 'string' ? { threadTs: body.thread_ts } : {}),
  });
  pending.messages.push(message);
  return { message };
}

function remove({ channel }: Pending, message: Message): void {
  channel?.messages.delete(message.ts);
  const index = channel?.ephemerals.indexOf(message) ?? -1;
  if (index >= 0) channel?.ephemerals.splice(index, 1);
}
