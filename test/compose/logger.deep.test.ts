import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { createLog, forPeople } from '../../src/compose/logger.ts';

const LOG = new URL('../../src/compose/logger.ts', import.meta.url).href;

/**
 * Returns the output of a process that runs `script` with `log`. The process must be separate, because the log is
 * written directly to descriptor 2, which a test cannot capture.
 */
function run(script: string, secrets: readonly string[] = [], level = 'info') {
  const program = `
    const { createLog } = await import(${JSON.stringify(LOG)});
    const secrets = ${JSON.stringify(secrets)};
    const log = createLog(${JSON.stringify(level)}, secrets);
    ${script}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  return { stdout, lines: stderr.split('\n').filter(Boolean), status };
}

it('writes one line of JSON on standard error: time, level, fields, sentence', () => {
  const { stdout, lines, status } = run(
    `log.info({ day: '2026-08-21', papers: 3 }, 'Collected\\na list day');`,
  );
  expect([stdout, status, lines.length]).toEqual(['', 0, 1]);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    day: '2026-08-21',
    papers: 3,
    msg: 'Collected\na list day',
  });
});

it.each([
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['warn', ['warn', 'error']],
  ['silent', []],
] as const)('at level %s writes only lines of that level and above', (level, expected) => {
  const { lines } = run(
    `for (const name of ['debug', 'info', 'warn', 'error']) log[name]({}, name);`,
    [],
    level,
  );
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(expected);
});

it('logs an error with its stack and cause', () => {
  const { lines } = run(
    `log.error({ err: new Error('fog', { cause: new Error('rain') }) }, 'A job failed');`,
  );
  const { err } = JSON.parse(lines[0] ?? '');
  expect(err.message).toContain('fog');
  expect(err.stack).toMatch(/Error: fog[\s\S]*rain/);
});

it('logs only the properties of an error, not attached objects, because requests can contain secrets', () => {
  const { lines } = run(
    `const more = { code: 10062, status: 404, url: 'https://x/webhooks/1/token', requestBody: { json: 'body' } };
     log.error({ err: Object.assign(new Error('fog'), more) }, 'A request failed');`,
  );
  const { err } = JSON.parse(lines[0] ?? '');
  expect(Object.keys(err).sort()).toEqual(['code', 'message', 'stack', 'status', 'type']);
  expect(err).toMatchObject({ type: 'Error', code: 10062, status: 404 });
});

it('hides secrets wherever they occur', () => {
  const { lines } = run(
    `const [key] = secrets;
     log.info({ key }, 'In a field');
     log.info({ [key]: 1 }, 'In a name');
     log.info({ a: { b: [{ c: 'Bearer ' + key + '!' }] } }, 'Deep in a field');
     log.warn({}, 'In the sentence ' + key + ' twice ' + key);
     log.error({ err: new Error('In an error: ' + key) }, 'An error');
     log.error({ err: new Error('fog', { cause: new Error(key) }) }, 'An error');`,
    ['hf_lighthouse'],
  );
  expect(lines).toHaveLength(6);
  for (const line of lines) {
    expect(line).not.toContain('lighthouse');
    expect(line).toContain('[secret]');
    expect(() => JSON.parse(line)).not.toThrow();
  }
});

it.each([
  ['with a quote', ['lamp"oil"can']],
  ['with a backslash', ['lamp\\oilcan']],
  ['with pattern signs', ['lamp$&.*oil']],
  ['in Korean', ['등대불빛비밀번호']],
  ['that begins like another secret', ['lighthouse', 'lighthouse-oil']],
])('hides a secret %s', (_what, secrets) => {
  const { lines } = run(`for (const secret of secrets) log.info({ secret }, 'Filled');`, secrets);
  expect(lines).toHaveLength(secrets.length);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ secret: '[secret]', msg: 'Filled' });
});

it('leaves a placeholder key unchanged, because removing it would garble the log', () => {
  const { lines } = run(`log.info({ model: 'ollama' }, 'Asked');`, ['ollama', '1']);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ model: 'ollama', msg: 'Asked' });
});

it('leaves everything else unchanged', () => {
  const { lines } = run(`log.info({ text: '등대 "lamp" $1' }, 'Lit');`, ['other']);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ text: '등대 "lamp" $1', msg: 'Lit' });
});

it('has the four levels of the port', () => {
  const log = createLog('silent', []);
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    expect(() => log[level]({}, 'x')).not.toThrow();
});

it('writes lines for people on a terminal, which hide secrets too', () => {
  const output = new PassThrough();
  createLog('info', ['lamp-oil-can'], forPeople(output)).info({ key: 'lamp-oil-can' }, 'Lit');
  expect(stripVTControlCharacters(String(output.read()))).toMatch(
    /^\[\d\d:\d\d:\d\d\] INFO: Lit \{"key":"\[secret\]"\}\n$/,
  );
});

it('hides a secret in JSON that is quoted, and in a URL', () => {
  const lines: string[] = [];
  const secret = 'lamp"oil\\+can';
  const log = createLog('info', [secret], { write: (line) => lines.push(line) });
  log.info(
    { said: JSON.stringify({ secret }), url: `https://x/?key=${encodeURIComponent(secret)}` },
    'Asked',
  );
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    said: '{"secret":"[secret]"}',
    url: 'https://x/?key=[secret]',
  });
});
