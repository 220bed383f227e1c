import type { z } from 'zod';
import { findMisplacedSecret } from './credentials.ts';
import type { EnvFile } from './env-file.ts';
import { checkNames, findLineMistakes, findMeant, isSetting, type SimilarName } from './names.ts';
import { findNodeMistakes } from './node-settings.ts';
import { environment } from './schema.ts';
import { settingDocs } from './setting.ts';
import { findValueMistake, showValue } from './values.ts';

/** The environment of the process, completed by the values in `.env`. */
export interface ReadEnvironment {
  readonly env: NodeJS.ProcessEnv;
  readonly file: EnvFile;
}

type Values = Readonly<Record<string, string>>;
type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/**
 * Returns everything that is wrong, one sentence each, and names that might be wrong.
 * @param values the values of the settings in use
 * @param issues what is wrong with them by the schema
 */
export function findMistakes(
  read: ReadEnvironment,
  values: Values,
  issues: readonly Issue[],
): { mistakes: string[]; similarNames: SimilarName[] } {
  const { env, file } = read;
  const isSet = (setting: string) =>
    [setting, setting.toLowerCase()].some(
      (name) => (name === setting || isSetting(name)) && env[name]?.trim(),
    );
  const inProcess = Object.keys(env).filter((name) => isSet(name) && !file.onlyHere.includes(name));
  const names = checkNames(inProcess, isSet);
  const mistakes = [
    ...file.mistakes,
    ...findLineMistakes(file, isSet),
    ...names.mistakes,
    ...findValueMistakes(read, values, issues),
    ...findNodeMistakes(env, file.onlyHere),
  ];
  return { mistakes, similarNames: names.similar };
}

/** Returns one sentence per invalid value: what is wrong, where it is set, what to do. */
function findValueMistakes(
  { env, file }: ReadEnvironment,
  values: Values,
  issues: readonly Issue[],
): string[] {
  const secrets = findSecrets(env);
  const where = (name: string) => {
    const line = file.onlyHere.includes(name) && file.lines.findLast((line) => line.name === name)?.line;
    return line ? ` (.env line ${line})` : '';
  };
  const explained = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) {
    const mistake = findValueMistake(name, value, {
      isSecret: isSecret(name),
      takesAnyKey: name === 'OPENAI_API_KEY' && isOtherServer(values.OPENAI_BASE_URL),
    });
    if (mistake) explained.set(name, mistake);
  }
  const other = issues.filter(({ path }) => !explained.has(path.join()));
  return [
    ...[...explained].map(([name, mistake]) => ({ name, mistake })),
    ...other.map(({ path, message }) => ({ name: path.join(), mistake: message })),
  ].map(({ name, mistake }) => {
    const value = values[name];
    const isShown = value !== undefined && !isSecret(name) && !findMisplacedSecret(name, value);
    return `${name}${where(name)} ${mistake}${isShown ? showValue(name, value, secrets) : ''}`;
  });
}

/** Returns whether the model server is another one than OpenAI's, which refuses a made-up key. */
const isOtherServer = (baseUrl: string | undefined): boolean =>
  baseUrl !== undefined && !baseUrl.includes('api.openai.com');

const isSecret = (name: string): boolean => {
  const setting = (environment.shape as Record<string, z.ZodType>)[name];
  return setting !== undefined && settingDocs.get(setting)?.isSecret === true;
};

/** Returns the values of variables that we do not know, but whose names are similar to those of our secrets. */
export const findSimilarSecrets = (env: NodeJS.ProcessEnv): string[] =>
  Object.entries(env).flatMap(([name, value]) => {
    const meant = isSetting(name) ? null : findMeant(name);
    return value?.trim() && meant && isSecret(meant.setting) ? value.trim() : [];
  });

/** Returns all values in the environment that are probably secret, whether we use them or not. */
const findSecrets = (env: NodeJS.ProcessEnv): string[] =>
  Object.entries(env).flatMap(([name, value]) => (value && isSecretName(name) ? value.trim() : []));

const isSecretName = (name: string): boolean =>
  isSecret(findMeant(name)?.setting ?? name) || /TOKEN|SECRET|PASS|KEY|CREDENTIAL/i.test(name);
