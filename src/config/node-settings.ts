import { accessSync, constants, statSync } from 'node:fs';

/** Settings of Node itself that it only reads when it starts, before `.env` is read (nodejs.org/api/cli). */
const READ_AT_START = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_USE_ENV_PROXY', 'NODE_USE_SYSTEM_CA'];

/** The settings of Node itself that matter to us: how it reaches and trusts other servers. */
export const NODE_SETTINGS: readonly string[] = [...READ_AT_START, 'NODE_TLS_REJECT_UNAUTHORIZED'];

/** Returns the mistakes in the settings of Node itself, one sentence each. */
export function findNodeMistakes(env: NodeJS.ProcessEnv, onlyInFile: readonly string[]): string[] {
  const mistakes = READ_AT_START.filter((name) => onlyInFile.includes(name)).map(
    (name) => `${name} has no effect in .env, because Node reads it before: set it in the environment`,
  );
  const { NODE_EXTRA_CA_CERTS: file, NODE_TLS_REJECT_UNAUTHORIZED: rejects } = env;
  // Node itself only prints a warning.
  if (file && !isReadable(file)) mistakes.push('NODE_EXTRA_CA_CERTS must be the path of a readable file');
  if (rejects?.trim() === '0') {
    mistakes.push(
      "NODE_TLS_REJECT_UNAUTHORIZED must not be 0, because then anyone could pose as a server: unset it, and set NODE_EXTRA_CA_CERTS to the file with your network's certificates",
    );
  }
  return mistakes;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}
