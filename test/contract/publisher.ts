import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerCard, paperCard } from '../../src/core/build-card.ts';
import type { Publisher, SendResult } from '../../src/core/ports.ts';
import type { Place } from '../../src/core/subscription.ts';
import { makePaper } from '../fixtures/papers.ts';

export interface OpenPublisher {
  readonly publisher: Publisher;
  readonly place: Place;
  /** The titles of the messages in the place, as its members see them, oldest first. */
  titles(): Promise<readonly string[]>;
  /** An id in the platform's shape that no message has. */
  readonly unknownId: string;
  close(): Promise<void>;
}

const card = (title: string) => answerCard(title, [{ name: 'text', label: '', text: 'fog' }]);

function idOf(result: SendResult): string {
  if (result.state !== 'sent') throw new Error(`Refused: ${result.reason}`);
  return result.messageId;
}

/** What any `Publisher` must do. `open` gives one whose place has no messages. */
export function describePublisher(name: string, open: () => Promise<OpenPublisher>): void {
  describe(`the ${name} publisher`, () => {
    let opened: OpenPublisher;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('says how long a send may take', () => expect(opened.publisher.leaseMs).toBeGreaterThan(0));

    it('sends messages in order and gives each an id of its own', async () => {
      const { publisher, place } = opened;
      const first = idOf(await publisher.send(place, card('first'), 'k1'));
      const second = idOf(await publisher.send(place, card('second'), 'k2'));
      expect(first).not.toBe('');
      expect(second).not.toBe(first);
      expect(await opened.titles()).toEqual(['first', 'second']);
    });

    it('sends one message for a key, however often it is asked', async () => {
      const { publisher, place } = opened;
      const first = idOf(await publisher.send(place, card('first'), 'k1'));
      expect(idOf(await publisher.send(place, card('again'), 'k1'))).toBe(first);
      expect(await opened.titles()).toEqual(['first']);
    });

    it('finds a message by its key, and none for a key that was not sent', async () => {
      const { publisher, place } = opened;
      expect(await publisher.find(place, 'k1')).toBeNull();
      const id = idOf(await publisher.send(place, card('first'), 'k1'));
      await publisher.send(place, card('second'), 'k2');
      expect(await publisher.find(place, 'k1')).toBe(id);
      expect(await publisher.find(place, 'k')).toBeNull();
      expect(await publisher.find(place, 'k11')).toBeNull();
    });

    it('edits a message in its place', async () => {
      const { publisher, place } = opened;
      const id = idOf(await publisher.send(place, card('first'), 'k1'));
      await publisher.send(place, card('second'), 'k2');
      expect(await publisher.edit(place, id, card('mended'))).toEqual({ state: 'sent', messageId: id });
      expect(await opened.titles()).toEqual(['mended', 'second']);
      expect(await publisher.find(place, 'k1')).toBe(id);
    });

    it('refuses to edit a message that is not there, with a reason', async () => {
      const { publisher, place, unknownId } = opened;
      const result = await publisher.edit(place, unknownId, card('mended'));
      expect(result).toEqual({ state: 'refused', reason: expect.stringMatching(/\p{Script=Hangul}/u) });
      expect(await opened.titles()).toEqual([]);
    });

    it('takes cards that are longer than the platform allows', async () => {
      const { publisher, place } = opened;
      const long = '등대 👨‍👩‍👧‍👦 '.repeat(2_000);
      const paper = makePaper({ title: long, abstract: long, authors: [long] });
      const id = idOf(
        await publisher.send(place, paperCard({ paper, summary: null }, null, 'not-yet'), 'k1'),
      );
      expect((await publisher.edit(place, id, card(long))).state).toBe('sent');
    });
  });
}
