import { ComponentType } from 'discord.js';
import {
  asFields,
  asList,
  checkBoolean,
  checkInteger,
  checkText,
  checkUrl,
  type Fields,
  type Form,
  isObject,
  type Path,
} from './form.ts';
import { type ComponentScope, checkButton, checkId, checkRow } from './validate-components.ts';

// The rules are from discord-api-docs: components/reference.mdx. The limit of 4000 characters is for all text
// displays together (discord/discord-api-docs#8562).

interface V2Scope extends ComponentScope {
  count: number;
  text: number;
}

const picture = ['http', 'https', 'attachment'];

/** Checks the components of a message with the flag IS_COMPONENTS_V2: up to 40, including nested ones. */
export function checkV2(form: Form, path: Path, value: unknown): object[] {
  const scope: V2Scope = { customIds: new Set(), ids: new Set(), count: 0, text: 0 };
  const list = asList(form, path, value, 1, 40);
  list.forEach((one, index) => {
    checkBlock(form, [...path, index], one, scope, true);
  });
  if (scope.count > 40)
    form.add(path, 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', 'The maximum number of components is 40');
  if (scope.text > 4000)
    form.add(
      path,
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      'Displayable text exceeds maximum size of 4000',
    );
  return list.filter(isObject);
}

function checkBlock(form: Form, path: Path, value: unknown, scope: V2Scope, isTop: boolean): void {
  if (!isObject(value)) {
    asFields(form, path, value, []);
    return;
  }
  scope.count++;
  const known = blockFields(value.type, isTop);
  if (!known) {
    form.add([...path, 'type'], 'BASE_TYPE_CHOICES', 'This component cannot be used here.');
    return;
  }
  asFields(form, path, value, ['type', 'id', ...known]);
  if (value.type === ComponentType.ActionRow) {
    if (Array.isArray(value.components)) scope.count += value.components.length;
    checkRow(form, path, value, scope);
    return;
  }
  checkId(form, path, value, scope);
  checkBlockContent(form, path, value, scope);
}

function blockFields(type: unknown, isTop: boolean): string[] | undefined {
  if (type === ComponentType.ActionRow) return ['components'];
  if (type === ComponentType.Section) return ['components', 'accessory'];
  if (type === ComponentType.TextDisplay) return ['content'];
  if (type === ComponentType.MediaGallery) return ['items'];
  if (type === ComponentType.File) return ['file', 'spoiler'];
  if (type === ComponentType.Separator) return ['divider', 'spacing'];
  if (type === ComponentType.Container && isTop) return ['components', 'accent_color', 'spoiler'];
  return undefined;
}

function checkBlockContent(form: Form, path: Path, value: Fields, scope: V2Scope): void {
  const at = (...keys: (string | number)[]) => [...path, ...keys];
  if (value.type === ComponentType.TextDisplay) {
    scope.text += checkText(form, at('content'), value.content, {
      min: 1,
      max: 4000,
      isRequired: true,
    }).length;
  } else if (value.type === ComponentType.Section) {
    asList(form, at('components'), value.components, 1, 3).forEach((one, index) => {
      if (isObject(one) && one.type === ComponentType.TextDisplay)
        checkBlock(form, at('components', index), one, scope, false);
      else form.add(at('components', index), 'BASE_TYPE_CHOICES', 'A section holds text displays.');
    });
    scope.count++;
    if (isObject(value.accessory) && value.accessory.type === ComponentType.Button)
      checkButton(form, at('accessory'), value.accessory, scope);
    else if (isObject(value.accessory) && value.accessory.type === ComponentType.Thumbnail)
      checkMedia(form, at('accessory'), value.accessory, ['type', 'id']);
    else form.add(at('accessory'), 'BASE_TYPE_REQUIRED', 'A section needs a button or a thumbnail.');
  } else if (value.type === ComponentType.MediaGallery) {
    asList(form, at('items'), value.items, 1, 10).forEach((item, index) => {
      checkMedia(form, at('items', index), item, []);
    });
  } else if (value.type === ComponentType.Separator) {
    checkBoolean(form, at('divider'), value.divider);
    checkInteger(form, at('spacing'), value.spacing, 1, 2);
  } else if (value.type === ComponentType.Container) {
    checkInteger(form, at('accent_color'), value.accent_color, 0, 0xffffff);
    asList(form, at('components'), value.components, 1, 40).forEach((one, index) => {
      checkBlock(form, at('components', index), one, scope, false);
    });
  }
}

function checkMedia(form: Form, path: Path, value: unknown, more: readonly string[]): void {
  const item = asFields(form, path, value, ['media', 'description', 'spoiler', ...more]);
  if (!item) return;
  checkText(form, [...path, 'description'], item.description, { max: 1024 });
  const media = asFields(form, [...path, 'media'], item.media, ['url']);
  if (media) checkUrl(form, [...path, 'media', 'url'], media.url, picture);
}
