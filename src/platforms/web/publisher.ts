import type { EventEmitter } from 'node:events';
import { fit } from '../../domain/card/card.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { Clock } from '../../lib/clock.ts';
import type { MessageLog } from '../../ports/message-log.ts';
import type { Publisher } from '../../ports/publisher.ts';
import { limits } from '../../render/limits.ts';

/** The changes that open pages show: a new message, an edited message, a paper's votes. */
export type WebEvents = EventEmitter<{ message: []; edit: [id: number]; votes: [paperId: string] }>;

export interface WebPublisherDeps {
  readonly messages: MessageLog;
  readonly clock: Clock;
  readonly events: WebEvents;
}

/**
 * Creates a publisher for the web channel. A message is a row with a unique key, so sending it twice creates only one
 * message.
 */
export function createWebPublisher({ messages, clock, events }: WebPublisherDeps): Publisher {
  return {
    leaseMs: 10_000,
    async send(_to, card, key) {
      const id = await messages.post(key, fit(card, limits.web), clock.now());
      events.emit('message');
      return { state: 'sent', messageId: String(id) };
    },
    async find(_to, _card, key, { formerKeys = [] } = {}) {
      for (const sentAs of [key, ...formerKeys]) {
        const id = await messages.find(sentAs);
        if (id !== null) return { state: 'sent', messageId: String(id) };
      }
      return null;
    },
    findReason: async (_place, _layout, { reason }) => ({ reason, endsAt: null }),
    shapeOf: async () => 'stream',
    workspaceOf: async ({ workspace }) => workspace,
    async link(_place, messageId) {
      const paperId = (await messages.message(Number(messageId)))?.card.paperId;
      return paperId ? `/papers/${paperId}` : null;
    },
    async edit(messageId, card) {
      const exists = await messages.edit(Number(messageId), fit(card, limits.web));
      if (!exists) return { state: 'messageRejected', reason: deliveryWording.messageGone };
      events.emit('edit', Number(messageId));
      return { state: 'sent', messageId };
    },
  };
}
