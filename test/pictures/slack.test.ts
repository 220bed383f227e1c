import { describe, expect, it } from 'vitest';
import { messagesToHtml } from './slack.ts';
import { blockToHtml } from './slack-blocks.ts';
import { mrkdwnToHtml } from './slack-mrkdwn.ts';

const linkTo = (url: string, label = url) => `<a href="${url}">${label}</a>`;

describe("Slack's mrkdwn", () => {
  it.each([
    ['*굵게* _기울임_ ~취소~', '<strong>굵게</strong> <em>기울임</em> <s>취소</s>'],
    ['*_둘 다_*', '<strong><em>둘 다</em></strong>'],
    ['(*굵게*), *b*.', '(<strong>굵게</strong>), <strong>b</strong>.'],
    ['*굵게*는 글자', '*굵게*는 글자'],
    ['글자*굵게* snake_case_name 2*3*4', '글자*굵게* snake_case_name 2*3*4'],
    ['*a*b*', '<strong>a*b</strong>'],
    ['* a* 2 * 3 *a *', '* a* 2 * 3 *a *'],
    ['**a**', '**a**'],
    ['*a\nb*', '*a<br>b*'],
    ['`*a* &lt;b&gt;` `c`는', '<code>*a* &lt;b&gt;</code> `c`는'],
    ['```\n*a*\n```\nb', '<pre>*a*</pre>b'],
    ['<https://hf.co/a_b_c|글 *b* _c_>', linkTo('https://hf.co/a_b_c', '글 *b* _c_')],
    ['*<https://hf.co|글>*', `<strong>${linkTo('https://hf.co', '글')}</strong>`],
    ['*<https://hf.co|글>*은', `*${linkTo('https://hf.co', '글')}*은`],
    ['<https://hf.co/?a=1&amp;b=2>', linkTo('https://hf.co/?a=1&amp;b=2')],
    ['글 https://hf.co/a_b_c, d', `글 ${linkTo('https://hf.co/a_b_c')}, d`],
    ['AT&amp;T &lt;b&gt; &amp;lt; &quot;', 'AT&amp;T &lt;b&gt; &amp;lt; &amp;quot;'],
    ['<@U1> <!here>', '<span class="mention">@독자</span> <span class="mention">@here</span>'],
    ['&gt; a\n&gt; *b*\nc', '<blockquote>a<br><strong>b</strong></blockquote>c'],
    ['a\n\nb\n', 'a<span class="gap"></span>b'],
    [':+1: :없음:', '<span class="emoji">👍</span> :없음:'],
  ])('renders %j', (text, expected) => expect(mrkdwnToHtml(text)).toBe(expected));

  it('does not link bare URLs in verbatim text', () =>
    expect(mrkdwnToHtml('https://hf.co', { verbatim: true })).toBe('https://hf.co'));
});

describe("Slack's blocks", () => {
  it('renders no markup in rich text', () => {
    const spans = [
      { type: 'text', text: '*a* &amp; <b>', style: { bold: true } },
      { type: 'text', text: '\n' },
      { type: 'emoji', name: '+1' },
    ];
    const block = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: spans }] };
    expect(blockToHtml(block)).toBe(
      '<div class="block rich_text"><p><strong>*a* &amp;amp; &lt;b&gt;</strong><br><span class="emoji">👍</span></p></div>',
    );
  });

  it('renders a list, and rejects unknown blocks', () => {
    const item = { type: 'rich_text_section', elements: [{ type: 'text', text: 'a' }] };
    const list = { type: 'rich_text_list', style: 'ordered', indent: 1, elements: [item] };
    expect(blockToHtml({ type: 'rich_text', elements: [list] })).toContain(
      '<ol style="--indent:1"><li>a</li></ol>',
    );
    expect(() => blockToHtml({ type: 'video' })).toThrow('video');
  });

  it("shows a message's text only if there are no blocks", () => {
    const post = { username: '배달', ts: '1787281200.000100', text: '*알림*' };
    const html = messagesToHtml([post, { ...post, blocks: [{ type: 'divider' }], ephemeral: true }]);
    expect(html.match(/알림/g)).toHaveLength(1);
    expect(html).toContain('8월 21일 금요일');
    expect(html).toContain('나에게만 표시');
  });
});
