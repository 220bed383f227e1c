import { parseAtomFeed } from 'feedsmith';
import { beforeEach, describe, expect, test } from 'vitest';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { searchWording } from '../../../src/i18n/ko/search.ts';
import { webPageWording } from '../../../src/i18n/ko/web-page.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { DAY, listedIn, open, type Scene } from './harness.ts';

const papers = Array.from({ length: 12 }, (_, index) =>
  makePaper({ id: `2608.000${index + 10}`, title: `Lighthouse & <Fog> ${index}`, upvotes: 40 - index }),
);

let scene: Scene;
beforeEach(async () => {
  scene = await open();
  await scene.postEdition(papers);
  await scene.index();
});

const optionsIn = (html: string) =>
  [...html.matchAll(/<option value="([^"]*)" selected>/g)].map(([, value]) => value);
const parseSitemap = (xml: string) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
const headOf = (html: string, name: string) =>
  html.match(new RegExp(`<(?:meta|link) (?:name|property|rel)="${name}" (?:content|href)="([^"]*)"`))?.[1];

describe('a search has an address', () => {
  test('with filters and pages, without scripts', async () => {
    const html = await scene.getText('/search?q=lighthouse&votes=20&sort=votes');
    expect(html).toContain(searchWording.results(12));
    expect(listedIn(html)).toEqual(papers.slice(0, 10).map(({ id }) => id));
    expect(optionsIn(html)).toEqual(['votes']);
    expect(html).toContain('<mark>Lighthouse</mark>');
    const next =
      html.match(/class="button" href="(\/search[^"]*page=2)"/)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await scene.getText(next);
    expect(listedIn(second)).toEqual(papers.slice(10).map(({ id }) => id));
    expect(second).toContain('value="lighthouse"');
    expect(headOf(html, 'canonical')).toBe(`${scene.base}/search?q=lighthouse&amp;votes=20&amp;sort=votes`);
  });

  test('of a field, and of nothing yet', async () => {
    expect(await scene.getText('/search?field=강화 학습')).toContain('강화 학습');
    const empty = await scene.getText('/search');
    expect(empty).toContain(webPageWording.filters.words);
    expect(listedIn(empty)).toEqual([]);
  });

  test.each([
    '?q=lighthouse&days=x',
    '?q=lighthouse&page=99',
    '?field=없는 분야',
    `?q=${'가'.repeat(900)}`,
    '?q=%00',
  ])('%s gets an answer in words', async (query) => {
    const response = await fetch(`${scene.base}/search${encodeURI(query).replace('%2500', '%00')}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/class="card answer"/);
  });

  test('what is typed is only text', async () => {
    const html = await scene.getText(`/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(html).not.toContain('<script>alert');
  });
});

describe('list days', () => {
  test('are found in a calendar, and one after the other', async () => {
    await scene.store.saveListDay('2026-08-19', papers.slice(0, 3), null, scene.clock.now());
    await scene.store.saveListDay('2026-08-20', [], null, scene.clock.now());
    const html = await scene.getText('/days');
    expect([...html.matchAll(/href="\/days\/([^"]+)"/g)].map(([, day]) => day)).toEqual(['2026-08-19', DAY]);
    expect(html).toContain(webPageWording.month('2026-08'));
    // August 2026 begins on a Saturday.
    expect(html).toMatch(/<tr>(?:<td><\/td>){6}<td><span>1<\/span><\/td><\/tr>/);
    expect(await scene.getText(`/days/${DAY}`)).toMatch(
      /rel="prev" class="button" href="\/days\/2026-08-19"/,
    );
    expect(await scene.getText('/days/2026-08-19')).toMatch(
      new RegExp(`rel="next" class="button" href="/days/${DAY}"`),
    );
  });
});

describe('a shared link', () => {
  test('has a preview with the title and the summary of its page', async () => {
    const id = papers[0]?.id ?? '';
    const html = await scene.getText(`/papers/${id}`);
    expect(headOf(html, 'og:title')).toBe('Lighthouse &amp; &lt;Fog&gt; 0');
    expect(headOf(html, 'og:image')).toContain('https://');
    expect(headOf(html, 'canonical')).toBe(`${scene.base}/papers/${id}`);
    expect(headOf(await scene.getText(`/days/${DAY}`), 'og:title')).toBe(cardWording.headingTitle(DAY));
  });

  test('of an error is not for search engines', async () => {
    expect(headOf(await scene.getText('/days/2020-01-01'), 'robots')).toBe('noindex');
  });

  test.each(['/', '/days', `/days/${DAY}`, '/search', `/papers/${papers[0]?.id}`, '/nowhere'])(
    '%s has one heading of the first level, and a way past the bar',
    async (path) => {
      const html = await scene.getText(path);
      expect(html.match(/<h1/g)).toHaveLength(1);
      expect(html.match(/id="log"/g)).toHaveLength(1);
    },
  );
});

test('the feed has the papers of the newest editions', async () => {
  const response = await fetch(`${scene.base}/feed.xml`);
  expect(response.headers.get('content-type')).toContain('application/atom+xml');
  const feed = parseAtomFeed(await response.text());
  expect(feed.entries?.map(({ id }) => id)).toEqual(
    papers.toReversed().map(({ id }) => `${scene.base}/papers/${id}`),
  );
  expect(feed.entries?.at(-1)).toMatchObject({ title: { value: 'Lighthouse & <Fog> 0' } });
  expect(feed.links?.map(({ rel }) => rel)).toContain('self');
});

test('search engines find the list days, and no searches', async () => {
  expect(await scene.getText('/robots.txt')).toContain(`Sitemap: ${scene.base}/sitemap.xml`);
  const sitemap = parseSitemap(await scene.getText('/sitemap.xml'));
  expect(sitemap).toEqual(['/', '/days', `/days/${DAY}`].map((path) => scene.base + path));
});

test("a paper's page has what is needed to cite and to share it", async () => {
  const id = papers[0]?.id ?? '';
  const html = await scene.getText(`/papers/${id}`);
  expect(html).toContain(`@misc{arxiv:${id},`);
  expect(html).toContain(`data-copy="${scene.base}/papers/${id}"`);
});
