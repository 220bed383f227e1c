import type { LoggedMessage } from '../../ports/message-log.ts';
import type { Html } from '../../render/html-template.ts';
import { messageHtml } from './pages/message.ts';
import { type VoteReader, votesFor } from './reader.ts';

/** Renders messages for one reader, whose own votes are marked on the buttons. */
export type RenderMessages = (voter: string, messages: readonly LoggedMessage[]) => Promise<Html[]>;

/**
 * Creates the function that renders messages.
 * @param timeZone an IANA name, for the time on each message
 */
export function createMessageRenderer(store: VoteReader, timeZone: string): RenderMessages {
  return async (voter, messages) => {
    const paperIds = messages.flatMap(({ card }) => card.paperId ?? []);
    const votes = await votesFor(store, voter, paperIds);
    return messages.map((message) => {
      const { paperId } = message.card;
      return messageHtml(message, paperId ? votes(paperId) : null, timeZone);
    });
  };
}
