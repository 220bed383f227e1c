import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { COMPLETIONS, LISTS, RESPONSES } from './answers.ts';

const ALL: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  lists: LISTS,
  completions: COMPLETIONS,
  responses: RESPONSES,
};

/** Answers each request with what the first two parts of its path name. Runs in a thread, so that it costs no time here. */
const server = createServer((request, response) => {
  const [, kind = '', name = ''] = (request.url ?? '').split('/');
  const body = ALL[kind]?.[decodeURIComponent(name)]?.() ?? '';
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
}).listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
