import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerCard, paperCard } from '../../src/cards/build-card.ts';
import type { Card } from '../../src/domain/card/card.ts';
import type { Address, Publisher, SendResult } from '../../src/ports/publisher.ts';
import { makePaper } from '../fixtures/papers.ts';

export interface OpenPublisher {
  readonly publisher: Publisher;
  /** The address of a place without messages; its `since` is before the first send. */
  readonly to: Address;
  /** The titles of the messages in the place, as members see them, oldest first. */
  titles(): Promise<readonly string[]>;
  /** An id in the publisher's format that no message has. */
  readonly unknownId: string;
  close(): Promise<void>;
}

/** Builds a heading; like a paper's card, it is identified by its URL. */
function card(title: string): Card {
  const url = `https://huggingface.co/papers/date/${encodeURIComponent(title.slice(0, 20))}`;
  return {
    ...answerCard(title, [{ name: 'text', label: '', text: 'fog' }]),
    kind: 'heading',
    title: { text: title, url },
  };
}

/** Returns the id of the sent message; throws if it was not sent. */
export function idOf(result: SendResult): string {
  if (result.state !== 'sent') throw new Error(`Not sent: ${result.reason}`);
  return result.messageId;
}

/** Tests the contract of every `Publisher`; `open` returns one whose place has no messages. */
export function describePublisher(name: string, open: () => Promise<OpenPublisher>): void {
  describe(`the ${name} publisher`, () => {
    let opened: OpenPublisher;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('states the maximum duration of a send', () => expect(opened.publisher.leaseMs).toBeGreaterThan(0));

    it('sends messages in order and gives each its own id', async () => {
      const { publisher, to } = opened;
      const first = idOf(await publisher.send(to, card('first'), 'k1'));
      const second = idOf(await publisher.send(to, card('second'), 'k2'));
      expect(first).not.toBe('');
      expect(second).not.toBe(first);
      expect(await opened.titles()).toEqual(['first', 'second']);
    });

    it('finds nothing before anything was sent', async () => {
      const { publisher, to } = opened;
      expect(await publisher.find(to, card('first'), 'k1')).toBeNull();
    });

    it('finds each message that it sent, and does not send it again', async () => {
      const { publisher, to } = opened;
      const first = idOf(await publisher.send(to, card('first'), 'k1'));
      const second = idOf(await publisher.send(to, card('second'), 'k2'));
      expect(await publisher.find(to, card('first'), 'k1')).toEqual({ state: 'sent', messageId: first });
      expect(await publisher.find(to, card('second'), 'k2')).toEqual({ state: 'sent', messageId: second });
      expect(await opened.titles()).toEqual(['first', 'second']);
    });

    it('finds the card of a paper, which has many texts', async () => {
      const { publisher, to } = opened;
      const cards = ['2608.00001', '2608.00002'].map((id) =>
        paperCard({ paper: makePaper({ id, title: `Paper ${id}` }), summary: null }, '2026-08-21', 'not-yet'),
      );
      for (const paper of cards) {
        const key = `place/2026-08-21/${paper.paperId}`;
        expect(await publisher.find(to, paper, key)).toBeNull();
        const id = idOf(await publisher.send(to, paper, key));
        expect(await publisher.find(to, paper, key)).toEqual({ state: 'sent', messageId: id });
      }
    });

    it.each(['k', 'k11', 'K1', ''])('finds nothing for another card with the key %j', async (key) => {
      const { publisher, to } = opened;
      await publisher.send(to, card('first'), 'k1');
      expect(await publisher.find(to, card('other'), key)).toBeNull();
    });

    it('edits a message in place', async () => {
      const { publisher, to } = opened;
      const id = idOf(await publisher.send(to, card('first'), 'k1'));
      await publisher.send(to, card('second'), 'k2');
      expect(await publisher.edit(id, card('mended'))).toEqual({ state: 'sent', messageId: id });
      expect(await opened.titles()).toEqual(['mended', 'second']);
    });

    it('refuses to edit a message that does not exist, with a reason', async () => {
      const { publisher, unknownId } = opened;
      const result = await publisher.edit(unknownId, card('mended'));
      expect(result).toEqual({
        state: 'messageRejected',
        reason: expect.stringMatching(/\p{Script=Hangul}/u),
      });
      expect(await opened.titles()).toEqual([]);
    });

    it('returns a different link for each message, which stays the same after an edit', async () => {
      const { publisher, to } = opened;
      const links: (string | null)[] = [];
      for (const number of [1, 2]) {
        const paper = makePaper({ id: `2608.0000${number}`, title: `Paper ${number}` });
        const sent = paperCard({ paper, summary: null }, '2026-08-21', 'not-yet');
        const id = idOf(await publisher.send(to, sent, `k${number}`));
        const link = await publisher.link(to.place, id);
        await publisher.edit(id, sent);
        expect(await publisher.link(to.place, id)).toBe(link);
        links.push(link);
      }
      // Links to the web channel's own pages are paths.
      for (const link of links) expect(link).toMatch(/^(https:\/)?\/[^/]/);
      expect(new Set(links).size).toBe(2);
      expect(await opened.titles()).toEqual(['Paper 1', 'Paper 2']);
    });

    it('accepts cards that are longer than the platform allows', async () => {
      const { publisher, to } = opened;
      const long = '등대 👨‍👩‍👧‍👦 '.repeat(2_000);
      const paper = makePaper({ title: long, abstract: long, authors: [long] });
      const sent = paperCard({ paper, summary: null }, null, 'not-yet');
      const id = idOf(await publisher.send(to, sent, 'k1'));
      expect(await publisher.find(to, sent, 'k1')).toEqual({ state: 'sent', messageId: id });
      expect((await publisher.edit(id, card(long))).state).toBe('sent');
    });
  });
}
