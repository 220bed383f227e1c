export interface Room {
  /** The rooms, besides its own, from which a room may import. */
  readonly rooms: readonly string[];
  readonly packages: 'all' | readonly string[];
  readonly node: boolean;
}

export const INNER = ['lib', 'domain', 'ports', 'i18n', 'cards', 'command'];
const ADAPTER: Room = { rooms: INNER, packages: 'all', node: true };
export const EVERYTHING = [
  ...INNER,
  'app',
  'render',
  'commands',
  'platforms',
  'sources',
  'llm',
  'store',
  'engine',
  'config',
];

/** The rooms of docs/architecture.md, from the inside out: a room can only import rooms before it. */
export const ROOMS: Readonly<Record<string, Room>> = {
  lib: { rooms: [], packages: ['undici'], node: true },
  domain: { rooms: ['lib'], packages: ['zod', 'es-hangul'], node: false },
  ports: { rooms: ['lib', 'domain'], packages: [], node: false },
  i18n: { rooms: ['lib', 'domain', 'ports'], packages: ['es-hangul'], node: false },
  cards: { rooms: ['lib', 'domain', 'ports', 'i18n'], packages: [], node: false },
  command: { rooms: ['lib', 'domain', 'ports', 'i18n', 'cards'], packages: ['es-hangul'], node: false },
  app: { rooms: INNER, packages: ['p-limit'], node: false },
  render: { rooms: INNER, packages: ['hono'], node: false },
  commands: { rooms: INNER, packages: [], node: false },
  platforms: { ...ADAPTER, rooms: [...INNER, 'render'] },
  sources: ADAPTER,
  llm: ADAPTER,
  store: ADAPTER,
  engine: ADAPTER,
  config: ADAPTER,
  compose: { rooms: EVERYTHING, packages: 'all', node: true },
  demo: { rooms: [...EVERYTHING, 'compose'], packages: 'all', node: true },
  main: { rooms: [...EVERYTHING, 'compose'], packages: 'all', node: true },
  cli: { rooms: [...EVERYTHING, 'compose', 'demo'], packages: 'all', node: true },
};
