import { describe, expect, onTestFinished, test } from 'vitest';
import { TemporaryError } from '../../src/domain/errors.ts';
import { createHttp } from '../../src/sources/http.ts';
import { createHuggingFace } from '../../src/sources/huggingface.ts';
import { firstly, type HuggingFaceOptions, neverReply, startHuggingFace } from '../emulators/huggingface.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { directNetwork } from '../fixtures/network.ts';
import { makePaper, makeRawEntry, makeRawList } from '../fixtures/papers.ts';

const DAY = '2026-08-21';

async function open(
  { days = {}, papers = {}, reply }: Partial<HuggingFaceOptions>,
  { token, path = '' }: { token?: string; path?: string } = {},
) {
  const log = createTestLog();
  const server = await startHuggingFace({ days, papers, ...(reply ? { reply } : {}) });
  const http = createHttp({ network: directNetwork, clock: createTestClock(), log });
  onTestFinished(async () => {
    await server.close();
  });
  const source = createHuggingFace({ http, log }, { endpoint: `${server.url}${path}`, token });
  const asked = () => server.requests.map(({ url }) => url.search);
  return { source, server, log, asked };
}

const openList = (list: readonly unknown[]) => open({ days: { [DAY]: list } });
const firstPaper = async (entry: unknown) => (await (await openList([entry])).source.listDay(DAY))[0];

describe('requests', () => {
  test('name the day, the page and a limit of 100, because the default is 50', async () => {
    const { source, asked } = await openList(makeRawList(3));
    await source.listDay(DAY);
    expect(asked()).toEqual([`?date=${DAY}&limit=100&p=0`]);
  });

  test('a slash at the end of the endpoint is harmless', async () => {
    const { source, server } = await open({ days: { [DAY]: makeRawList(1) } }, { path: '/' });
    await source.listDay(DAY);
    expect(server.requests[0]?.url.pathname).toBe('/api/daily_papers');
  });

  test('the token goes into the header; without a token, there is no header', async () => {
    const withToken = await open({}, { token: 'hf_made_up' });
    await withToken.source.listDay(DAY);
    expect(withToken.server.requests[0]?.headers.authorization).toBe('Bearer hf_made_up');

    const without = await open({});
    await without.source.listDay(DAY);
    expect(without.server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('S14: a redirect within the server is followed, with the token', async () => {
    const { source, server } = await open(
      {
        days: { [DAY]: makeRawList(1) },
        reply: ({ pathname, search }) =>
          pathname.startsWith('/api/')
            ? undefined
            : {
                status: 308,
                headers: { location: `/api${pathname.replace('/old/api', '')}${search}` },
                body: '',
              },
      },
      { token: 'hf_made_up', path: '/old' },
    );
    expect(await source.listDay(DAY)).toHaveLength(1);
    expect(server.requests.map(({ url }) => url.pathname)).toEqual([
      '/old/api/daily_papers',
      '/api/daily_papers',
    ]);
    expect(server.requests[1]?.headers.authorization).toBe('Bearer hf_made_up');
  });

  test('S14: neither the request nor its token follows a redirect to another server', async () => {
    const other = await startHuggingFace({ days: { [DAY]: makeRawList(1) } });
    onTestFinished(() => other.close());
    const { source } = await open(
      {
        reply: ({ pathname, search }) => ({
          status: 307,
          headers: { location: `${other.url}${pathname}${search}` },
          body: '',
        }),
      },
      { token: 'hf_made_up' },
    );
    await expect(source.listDay(DAY)).rejects.toThrow(
      `answered 307: the redirect to ${other.url} was not followed`,
    );
    expect(other.requests).toEqual([]);
  });
});

describe('paging', () => {
  test('a list of 230 is read completely, in its order', async () => {
    const { source, asked } = await openList(makeRawList(230));
    const ids = (await source.listDay(DAY)).map(({ id }) => id);
    expect(ids).toEqual(makeRawList(230).map(({ paper }) => paper.id));
    expect(asked().map((search) => new URLSearchParams(search).get('p'))).toEqual(['0', '1', '2']);
  });

  test('a list of exactly 100 is neither truncated nor duplicated', async () => {
    const { source } = await openList(makeRawList(100));
    expect(await source.listDay(DAY)).toHaveLength(100);
  });

  test('a server that returns at most 50 per page is also paged', async () => {
    const list = makeRawList(120);
    const { source } = await open({
      reply: (url) => {
        const start = Number(url.searchParams.get('p')) * 50;
        return { status: 200, body: list.slice(start, start + 50) };
      },
    });
    expect(await source.listDay(DAY)).toHaveLength(120);
  });

  test('a server that ignores the page number does not cause endless requests', async () => {
    const { source, asked } = await open({ reply: () => ({ status: 200, body: makeRawList(100) }) });
    expect(await source.listDay(DAY)).toHaveLength(100);
    expect(asked()).toHaveLength(2);
  });

  test('a page that fails makes the whole day fail: no partial list is returned', async () => {
    const { source } = await open({
      days: { [DAY]: makeRawList(150) },
      reply: (url) => (url.searchParams.get('p') === '1' ? { status: 404, body: {} } : undefined),
    });
    await expect(source.listDay(DAY)).rejects.toThrow(TemporaryError);
  });

  test('an id that is listed twice counts once, at its first position', async () => {
    const twice = makeRawEntry({ id: '2608.00001', title: 'Listed Again' });
    const { source } = await openList([...makeRawList(2), twice]);
    const papers = await source.listDay(DAY);
    expect(papers.map(({ title }) => title)).toEqual([
      'Paper 1 of a Busy Harbor',
      'Paper 2 of a Busy Harbor',
    ]);
  });
});

describe('an outage is never an empty day', () => {
  test.each<[string, unknown]>([
    ['JSON that is cut off', JSON.stringify(makeRawList(3)).slice(0, 200)],
    ['an HTML page', '<!doctype html><title>Maintenance</title>'],
    ['an empty body', ''],
    ['an object in place of a list', { error: 'Try later' }],
    ['null', null],
    ['a number', 0],
  ])('%s is a TemporaryError', async (_name, body) => {
    const { source } = await open({ reply: () => ({ status: 200, body }) });
    await expect(source.listDay(DAY)).rejects.toThrow(TemporaryError);
  });

  test('a list of only invalid entries is a TemporaryError', async () => {
    const { source } = await openList([{ paper: null }, 'text', 7]);
    await expect(source.listDay(DAY)).rejects.toThrow(TemporaryError);
  });

  test('an empty list is an empty day', async () => {
    const { source } = await openList([]);
    expect(await source.listDay(DAY)).toEqual([]);
  });

  test('a list that comes after a failure is accepted', async () => {
    const { source } = await open({
      days: { [DAY]: makeRawList(2) },
      reply: firstly({ status: 503, body: 'down' }, null),
    });
    expect(await source.listDay(DAY)).toHaveLength(2);
  });
});

describe('entries', () => {
  test('an entry becomes a clean paper', async () => {
    expect(await firstPaper(makeRawEntry())).toEqual(makePaper());
  });

  test('the oldest format is understood: media, no thumbnail, no later additions', async () => {
    const { id, title, abstract, upvotes } = makePaper();
    const paper = { id, title, summary: abstract, upvotes, authors: [{ name: 'Mina Harbor' }] };
    expect(await firstPaper({ paper, title, mediaUrl: 'https://cdn-uploads.huggingface.co/a.mp4' })).toEqual(
      makePaper({ authors: ['Mina Harbor'], keywords: [] }),
    );
  });

  test.each<[string, unknown]>([
    ['without an id', makeRawEntry({ id: undefined })],
    ['with a number for an id', makeRawEntry({ id: 2503.0213 })],
    ['with an id that is a path', makeRawEntry({ id: '../../settings' })],
    ['with an id and more', makeRawEntry({ id: '2608.00002\nx' })],
    ['without a title', makeRawEntry({ title: undefined })],
    ['with a blank title', makeRawEntry({ title: ' \n ' })],
    ['without a paper', { title: 'Only a Title' }],
    ['that is null', null],
  ])('an entry %s is skipped with a warning, and the rest is kept', async (_name, broken) => {
    const { source, log } = await openList([broken, makeRawEntry({ id: '2608.00009' })]);
    expect((await source.listDay(DAY)).map(({ id }) => id)).toEqual(['2608.00009']);
    expect(log.lines).toMatchObject([{ level: 'warn', sentence: 'Skipped invalid list entries' }]);
  });

  test('an id keeps its trailing zero', async () => {
    expect((await firstPaper(makeRawEntry({ id: '2503.02130' })))?.id).toBe('2503.02130');
  });

  test('title, abstract, names and keywords are single lines without hidden characters', async () => {
    const paper = await firstPaper(
      makeRawEntry({
        title: ' A Title\n  over Two\u200B Lines\u202E ',
        summary: 'One.\r\n\r\nTwo.\u0000\tThree.',
        authors: [{ name: 'Mina\n Harbor ' }],
        ai_keywords: [' fog\nhorn '],
      }),
    );
    expect(paper).toMatchObject({
      title: 'A Title over Two Lines',
      abstract: 'One. Two. Three.',
      authors: ['Mina Harbor'],
      keywords: ['fog horn'],
    });
  });

  test('a title or abstract that is only outside the paper object is used', async () => {
    const entry = makeRawEntry(
      { title: undefined, summary: undefined },
      { title: 'Outside', summary: 'Text' },
    );
    expect(await firstPaper(entry)).toMatchObject({ title: 'Outside', abstract: 'Text' });
  });

  test('a part in an unknown format only affects itself', async () => {
    const odd = { upvotes: 'many', authors: 'Mina', ai_keywords: { a: 1 }, githubRepo: 5, summary: null };
    const entry = makeRawEntry(odd, { thumbnail: 3, summary: null });
    expect(await firstPaper(entry)).toEqual(
      makePaper({ upvotes: 0, authors: [], keywords: [], abstract: '' }),
    );
  });

  test('hidden authors stay hidden', async () => {
    const authors = [{ name: 'Mina Harbor', hidden: true }, { name: 'Otto Reef', hidden: false }, null];
    expect((await firstPaper(makeRawEntry({ authors })))?.authors).toEqual(['Otto Reef']);
  });

  test('withdrawnAt marks a paper as withdrawn', async () => {
    expect(await firstPaper(makeRawEntry({ withdrawnAt: '2026-08-21T01:00:00Z' }))).toMatchObject({
      withdrawn: true,
    });
    expect(await firstPaper(makeRawEntry({ withdrawnAt: null }))).toMatchObject({ withdrawn: false });
  });
});

describe('links', () => {
  const BAD = [
    'http://huggingface.co/a.png',
    'https://huggingface.co.evil.example/a.png',
    'https://evilhuggingface.co/a.png',
    'https://user:word@huggingface.co/a.png',
    'https://huggingface.co:8443/a.png',
    'javascript:alert(1)',
    'data:image/png;base64,AA',
    '/a.png',
    'not an address',
    '',
  ];

  test.each(BAD)('the thumbnail %j is not used: the default one replaces it', async (thumbnail) => {
    const { id } = makePaper();
    const paper = await firstPaper(makeRawEntry({}, { thumbnail }));
    expect(paper?.thumbnail).toBe(`https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/${id}.png`);
  });

  test.each([...BAD, 'https://github.io/a', 'https://gist.example/github.com'])(
    'the code link %j is not used',
    async (githubRepo) => {
      expect((await firstPaper(makeRawEntry({ githubRepo })))?.codeUrl).toBeNull();
    },
  );

  test('https on a known host is accepted', async () => {
    const thumbnail = 'https://cdn-uploads.huggingface.co/other/page.png';
    const githubRepo = 'https://github.com/fog/lighthouse';
    expect(await firstPaper(makeRawEntry({ githubRepo }, { thumbnail }))).toMatchObject({
      thumbnail,
      codeUrl: githubRepo,
    });
  });
});

describe('one paper', () => {
  const { id } = makePaper();
  /** Returns a paper in the format of the paper endpoint: an entry's `paper` without the object around it. */
  const raw = (overrides: Record<string, unknown> = {}) => makeRawEntry(overrides).paper;

  test('is requested only by its id, with the token, and becomes the same paper as in a list', async () => {
    const { source, server } = await open({ papers: { [id]: raw() } }, { token: 'hf_made_up', path: '/' });
    expect(await source.paper(id)).toEqual(makePaper());
    expect(server.requests.map(({ url }) => url.pathname + url.search)).toEqual([`/api/papers/${id}`]);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer hf_made_up');
  });

  test('that does not exist is null, after one request', async () => {
    const { source, server, log } = await open({});
    expect(await source.paper('2608.99999')).toBeNull();
    expect(server.requests).toHaveLength(1);
    expect(log.lines).toEqual([]);
  });

  test('can lack everything but its id and title', async () => {
    const { source } = await open({ papers: { [id]: { id, title: ' A\nLamp ' } } });
    expect(await source.paper(id)).toEqual(
      makePaper({ title: 'A Lamp', abstract: '', upvotes: 0, authors: [], keywords: [] }),
    );
  });

  test('loses only the part in an unknown format', async () => {
    const odd = { upvotes: 'many', authors: 'Mina', ai_keywords: { a: 1 }, githubRepo: 5, summary: null };
    const { source } = await open({ papers: { [id]: raw(odd) } });
    expect(await source.paper(id)).toEqual(
      makePaper({ upvotes: 0, authors: [], keywords: [], abstract: '' }),
    );
  });

  test('only has links to known hosts', async () => {
    const { source } = await open({ papers: { [id]: raw({ githubRepo: 'https://evil.example/x' }) } });
    expect(await source.paper(id)).toMatchObject({ codeUrl: null, thumbnail: makePaper().thumbnail });
  });

  test('that was withdrawn is marked as such', async () => {
    const { source } = await open({ papers: { [id]: raw({ withdrawnAt: '2026-08-21T01:00:00Z' }) } });
    expect(await source.paper(id)).toMatchObject({ withdrawn: true });
  });

  test.each<[string, unknown]>([
    ['JSON that is cut off', JSON.stringify(raw()).slice(0, 100)],
    ['an HTML page', '<!doctype html><title>Maintenance</title>'],
    ['an empty body', ''],
    ['null', null],
    ['a list', [raw()]],
    ['an error in place of a paper', { error: 'Try later' }],
    ['a paper without an id', raw({ id: undefined })],
    ['a paper with an id that is a path', raw({ id: '../../settings' })],
    ['a paper without a title', raw({ title: undefined })],
    ['a paper with a blank title', raw({ title: ' \u200B ' })],
  ])('is unavailable if %s comes: that does not mean "does not exist"', async (_name, body) => {
    const { source } = await open({ reply: () => ({ status: 200, body }) });
    await expect(source.paper(id)).rejects.toThrow(TemporaryError);
  });

  test.each([401, 403, 429, 500, 503])('is unavailable after a %i', async (status) => {
    const { source } = await open({ reply: () => ({ status, body: {} }) });
    await expect(source.paper(id)).rejects.toThrow(TemporaryError);
  });

  test('is returned after temporary failures', async () => {
    const { source, server } = await open({
      papers: { [id]: raw() },
      reply: firstly({ status: 503, body: 'down' }, null),
    });
    expect(await source.paper(id)).toEqual(makePaper());
    expect(server.requests).toHaveLength(3);
  });

  test('is aborted when nobody waits for it', async () => {
    const stop = new AbortController();
    const reason = new Error('given up');
    const { source } = await open({
      reply: () => {
        stop.abort(reason);
        return neverReply();
      },
    });
    await expect(source.paper(id, stop.signal)).rejects.toBe(reason);
  });
});

test('an oversized entry is truncated to a generous limit', async () => {
  const long = 'wave '.repeat(100_000);
  const paper = await firstPaper(makeRawEntry({ title: long, summary: long, ai_keywords: [long] }));
  expect([paper?.title.length, paper?.abstract.length, paper?.keywords[0]?.length]).toEqual([
    1_000, 5_000, 200,
  ]);
});
