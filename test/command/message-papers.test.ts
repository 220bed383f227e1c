import { expect, it } from 'vitest';
import type { Invocation, ParsedCommand, Reply } from '../../src/command/invocation.ts';
import { showPapersOf } from '../../src/command/message-papers.ts';
import { showWording } from '../../src/i18n/ko/search.ts';

/** Returns what the command on a message asks for; null if it only says that there is nothing. */
async function askedOf(message: unknown): Promise<string | null> {
  let asked: unknown = null;
  const reply = await showPapersOf(
    {
      respond: async (_invocation, parsed): Promise<Reply> => {
        asked = parsed;
        return { cards: [], buttons: [] };
      },
    },
    {} as Invocation,
    message,
  );
  if (!asked) {
    expect(reply.cards[0]?.title.text).toBe(showWording.noPaperInMessage);
    return null;
  }
  const { command, values } = asked as ParsedCommand;
  expect(command).toBe('show');
  return values.paper ?? '';
}

const link = (id: string) => `https://arxiv.org/abs/${id}`;

it.each([
  ['an address in a text', { content: `읽어 보세요 ${link('2501.12345')}!` }, '2501.12345'],
  ['an old id', { text: 'hep-th/9901001를 참고하세요' }, 'hep-th/9901001'],
  ['an embed', { content: '', embeds: [{ url: 'https://huggingface.co/papers/2501.12345' }] }, '2501.12345'],
  ['a link button', { components: [{ components: [{ url: link('2501.12345v2') }] }] }, '2501.12345'],
  ['a forwarded message', { forwarded: [{ content: link('2501.12345') }] }, '2501.12345'],
  [
    'a link in rich text',
    { text: '', blocks: [{ elements: [{ elements: [{ type: 'link', url: link('2501.12345') }] }] }] },
    '2501.12345',
  ],
  ['an unfurled link', { text: '이거요', attachments: [{ title_link: link('2501.12345') }] }, '2501.12345'],
  ['the same paper twice', { text: link('2501.12345'), blocks: [{ url: link('2501.12345') }] }, '2501.12345'],
  [
    'many papers, of which five are offered',
    { text: [1, 2, 3, 4, 5, 6].map((n) => link(`2501.0000${n}`)).join('\n') },
    '2501.00001 2501.00002 2501.00003 2501.00004 2501.00005',
  ],
])('%s', async (_, message, papers) => expect(await askedOf(message)).toBe(papers));

it.each([
  ['no paper', { content: '오늘 점심은 3000.12원' }],
  ['ids and times that look like papers', { ts: '1724.12345', thread_ts: '2408.12345', id: '2501.12345' }],
  ['nothing', undefined],
  ['a loop of wrong types', { content: { content: [null, 7, { text: 8 }] } }],
])('%s: says what is understood', async (_, message) => expect(await askedOf(message)).toBeNull());
