import { describe, expect, it } from 'vitest';
import { type DiscordEmbed, type DiscordMessage, messagesToHtml } from './discord.ts';
import { markdownToHtml, type Place } from './discord-markdown.ts';
import { messageTime } from './discord-time.ts';

const now = new Date('2026-08-21T03:00:00Z');
const html = (text: string, place: Place = 'description') => markdownToHtml(text, place, { now });
const pill = (text: string) => `<span class="mention">${text}</span>`;
const linkTo = (url: string, text = url) => `<a href="${url}">${text}</a>`;

describe("Discord's markdown", () => {
  it.each([
    ['**굵게**', '<strong>굵게</strong>'],
    ['*기울임*', '<em>기울임</em>'],
    ['*기울임 *', '<em>기울임</em>'],
    ['_기울임_입니다', '<em>기울임</em>입니다'],
    ['***둘 다***', '<em><strong>둘 다</strong></em>'],
    ['***a* b**', '<strong><em>a</em> b</strong>'],
    ['__밑줄__', '<u>밑줄</u>'],
    ['~~취소~~', '<s>취소</s>'],
    ['**a *b* c**', '<strong>a <em>b</em> c</strong>'],
    ['||비밀 **b**||', '<span class="spoiler">비밀 <strong>b</strong></span>'],
    ['`**a** <b>`', '<code>**a** &lt;b&gt;</code>'],
    ['`` a`b ``', '<code> a`b </code>'],
    ['```ts\n**a**\n```\nb', '<pre><code>**a**</code></pre>b'],
    ['> a\n> **b**\nc', '<div class="quote"><i></i><blockquote>a\n<strong>b</strong>\n</blockquote></div>c'],
    ['> > a', '<div class="quote"><i></i><blockquote>&gt; a</blockquote></div>'],
    ['>>> a\nb', '<div class="quote"><i></i><blockquote>a\nb</blockquote></div>'],
    ['-# 작은 **글씨**\nb', '<small>작은 <strong>글씨</strong></small>b'],
    ['# a\n## b\n### c ##\nd', '<h1>a</h1><h2>b</h2><h3>c </h3>d'],
    ['a\n- b\n  - c\n- **d**\ne', 'a\n<ul><li>b\n<ul><li>c</li></ul></li><li><strong>d</strong></li></ul>e'],
    ['- # a', '<ul><li># a</li></ul>'],
    ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
    ['[글 **b**](https://hf.co/a_b)', linkTo('https://hf.co/a_b', '글 <strong>b</strong>')],
    ['[@here](https://hf.co)', linkTo('https://hf.co', '@here')],
    ['(https://hf.co/a_(b)).', `(${linkTo('https://hf.co/a_(b)')}).`],
    ['글https://hf.co/a_b_c, d', `글${linkTo('https://hf.co/a_b_c')}, d`],
    ['<https://hf.co>', linkTo('https://hf.co')],
    ['<@1> <@!1> <@&1> <#1>', [pill('@독자'), pill('@독자'), pill('@역할'), pill('# 채널')].join(' ')],
    ['@everyone @here', `${pill('@everyone')} ${pill('@here')}`],
    ['</논문 오늘:1>', pill('/논문 오늘')],
    ['<t:1787281200:f>', '<span class="timestamp">2026년 8월 21일 오후 12:00</span>'],
    ['<t:1787281200>', '<span class="timestamp">2026년 8월 21일 오후 12:00</span>'],
    ['<t:1787284800:R>', '<span class="timestamp">1시간 후</span>'],
    ['<a:불:1> <a:fire_1:1>', '&lt;a:불:1&gt; <span class="emoji custom" title=":fire_1:"></span>'],
    [':100: :없음: ™️ 👍', '<span class="emoji">💯</span> :없음: ™️ <span class="emoji">👍</span>'],
    ['¯\\_(ツ)_/¯', '¯\\_(ツ)_/¯'],
    ['&<>"\'', '&amp;&lt;&gt;&quot;&#39;'],
  ])('renders %j', (text, expected) => expect(html(text)).toBe(expected));

  it('shows any escaped ASCII punctuation as itself', () => {
    const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
    const escaped = [...punctuation].map((character) => `\\${character}`).join('');
    expect(unescapeHtml(html(escaped))).toBe(punctuation);
    expect(html(escaped)).not.toMatch(/<(?!\/?span)/);
    expect(html('\\alpha \\1 \\ \\한')).toBe('\\alpha \\1 \\ 한');
  });

  it.each([
    'snake_case_name 3 * 4 * 5 a*b',
    'a # b - c > d 1. e',
    '[링크](javascript:alert) [x] (y)',
    '#제목아님',
    '$\\alpha_{t}$ <think>',
    '||a| b| |',
    'http:// <think>생각</think>',
    '~a~ `b',
    '\\*a\\* \\_b\\_ \\<@1> \\@everyone \\[a](https\\://hf.co) \\# \\||a|| \\`b` \\> c',
  ])('leaves %j unchanged', (text) => {
    expect(unescapeHtml(html(text))).toBe(text.replace(/\\([^a-z0-9\s])/g, '$1'));
  });

  it.each([
    ['$\\alpha_{t}$, V_{0.5}', '$\\alpha<em>{t}$, V</em>{0.5}'],
    ['2**3 4**5', '2<strong>3 4</strong>5'],
    ['<think:/a>', 'think:/a'],
    ['a||b||c', 'a<span class="spoiler">b</span>c'],
    ['a\n# b', 'a\n<h1>b</h1>'],
    ['[https://hf.co](https://hf.co)', '[https://hf.co](https://hf.co)'],
  ])('renders unescaped %j as the client does', (text, expected) => expect(html(text)).toBe(expected));

  it('nests lists up to eleven levels deep', () => {
    expect(html(`${'- '.repeat(12)}a`)).toMatch(/^(<ul><li>){11}- a/);
  });

  it('renders no headings in field values', () => {
    expect(html('# a\n- b', 'value')).toBe('# a\n<ul><li>b</li></ul>');
    expect(html('# a', 'content')).toBe('<h1>a</h1>');
  });

  it('renders only inline markup in titles, and links only if the embed has no URL', () => {
    const text = '**a** [b](https://hf.co) # c\n- d <@1> @everyone';
    const rest = '# c\n- d &lt;@1&gt; @everyone';
    expect(html(text, 'title')).toBe(`<strong>a</strong> [b](${linkTo('https://hf.co')}) ${rest}`);
    expect(html(text, 'linked-title')).toBe(`<strong>a</strong> [b](https://hf.co) ${rest}`);
    expect(html('# a\n-# b\n```c```', 'title')).toBe('# a\n-# b\n<code>c</code>');
  });
});

describe('the picture of a message', () => {
  const author = { username: '논문배달' };
  const timestamp = now.toISOString();
  const page = (message: Partial<DiscordMessage>) =>
    messagesToHtml([{ author, timestamp, ...message }]).replace(/<style>[\s\S]*<\/style>/, '');
  const embed = (parts: DiscordEmbed) => page({ embeds: [parts] });

  it('renders no markdown in footers and authors, and escapes everything', () => {
    const odd = '**a** <b> https://hf.co';
    const shown = embed({ author: { name: odd }, footer: { text: odd } });
    expect(shown.split('**a** &lt;b&gt; https://hf.co')).toHaveLength(3);
    expect(page({ author: { username: '<b>' }, thread: { name: '<b>' } })).not.toContain('<b><b>');
    expect(embed({ title: 'a', url: 'https://hf.co/"><b>' })).toContain(
      'href="https://hf.co/&quot;&gt;&lt;b&gt;"',
    );
  });

  it('renders each part of an embed by its own rules', () => {
    const shown = embed({
      title: '# https://hf.co',
      url: 'https://x.y',
      fields: [{ name: 'https://hf.co', value: '# a' }],
    });
    expect(shown).toContain('<a href="https://x.y"># https://hf.co</a>');
    expect(shown).toContain('<div class="field-name">https://hf.co</div>');
    expect(shown).toContain('<div class="field-value"># a</div>');
    expect(embed({ description: '# a' })).toContain('<h1>a</h1>');
  });

  it('puts up to three inline fields in a row', () => {
    const fields = [true, true, true, true, false, true].map((inline) => ({ name: 'a', value: 'b', inline }));
    const columns = [...embed({ fields }).matchAll(/grid-column:([^"]+)/g)].map(([, column]) => column);
    expect(columns).toEqual(['1/5', '5/9', '9/13', '1/13', '1/13', '1/13']);
  });

  it('shows the colour bar, pictures, buttons, reactions and the thread', () => {
    const shown = page({
      embeds: [
        { title: 'a', color: 0xff, thumbnail: { url: 'https://x.y/t' }, image: { url: 'https://x.y/i' } },
      ],
      components: [{ type: 1, components: [{ type: 2, style: 5, label: 'PDF', url: 'https://x.y' }] }],
      reactions: [{ emoji: { name: '👍' }, count: 2, me: true }],
      thread: { name: '토론', message_count: 3 },
    });
    expect(shown).toContain('border-left-color:#0000ff');
    expect(shown).toMatch(/thumbnail"><img src="https:\/\/x.y\/t"/);
    expect(shown).toMatch(/image"><img src="https:\/\/x.y\/i"/);
    expect(shown).toMatch(/button secondary">PDF<svg/);
    expect(shown).toMatch(/reaction me">.*👍<\/span>2/);
    expect(shown).toMatch(/토론.*메시지 3개/);
  });

  it('shows who can see an ephemeral message, and hides suppressed embeds', () => {
    expect(page({ flags: 64 })).toContain('나만 볼 수 있습니다');
    expect(page({ flags: 4, embeds: [{ title: '제목' }] })).not.toContain('제목');
    expect(page({ embeds: [{ title: '제목' }] })).not.toContain('나만');
  });

  it('groups messages of one author within seven minutes', () => {
    const heads = (minutes: number, name = author.username) => {
      const later = new Date(now.getTime() + minutes * 60_000).toISOString();
      const messages = [
        { author, timestamp },
        { author: { username: name }, timestamp: later },
      ];
      return messagesToHtml(messages).split('<h4>').length - 1;
    };
    expect([heads(6), heads(7), heads(1, '다른 봇')]).toEqual([1, 2, 2]);
  });

  it('rejects unknown components', () => {
    expect(() => page({ components: [{ type: 17 }] })).toThrow('type 17');
    expect(() => page({ components: [{ type: 1, components: [{ type: 5 }] }] })).toThrow('type 5');
  });

  it('formats times like a Korean client', () => {
    const at = (iso: string) => messageTime(new Date(iso), now);
    expect(at('2026-08-20T15:00:00Z')).toBe('오전 12:00');
    expect(at('2026-08-20T14:59:00Z')).toBe('어제 오후 11:59');
    expect(at('2026-08-19T03:00:00Z')).toBe('26. 8. 19. 오후 12:00');
  });
});

function unescapeHtml(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] as string);
}
