import { expect, test } from 'vitest';
import { html, joinHtml, trustedHtml } from '../../src/render/html-template.ts';

const HOSTILE = `<b onclick='x'>"R&D"</b>`;
const ESCAPED = '&lt;b onclick=&#39;x&#39;&gt;&quot;R&amp;D&quot;&lt;/b&gt;';

test('a template escapes texts, in elements, attributes and lists', () => {
  expect(String(html`<p title="${HOSTILE}">${HOSTILE}</p>`)).toBe(`<p title="${ESCAPED}">${ESCAPED}</p>`);
  expect(String(html`<p>${[HOSTILE, ', ', html`<i>${1}</i>`]}</p>`)).toBe(`<p>${ESCAPED}, <i>1</i></p>`);
});

test('a template embeds other HTML unchanged, even if it is joined', () => {
  const piece = html`<i>${HOSTILE}</i>`;
  expect(String(html`<p>${piece}</p>`)).toBe(`<p><i>${ESCAPED}</i></p>`);
  expect(String(html`<p>${joinHtml([piece, html`<hr>`])}</p>`)).toBe(`<p><i>${ESCAPED}</i>\n<hr></p>`);
  expect(String(joinHtml([]))).toBe('');
});

test('our own style sheet is not escaped', () => {
  expect(String(html`<style>${trustedHtml('a > b { content: "x" }')}</style>`)).toBe(
    '<style>a > b { content: "x" }</style>',
  );
});

test('HTML is text in JSON', () => {
  expect(JSON.stringify({ html: html`<p>${HOSTILE}</p>` })).toBe(
    JSON.stringify({ html: `<p>${ESCAPED}</p>` }),
  );
});
