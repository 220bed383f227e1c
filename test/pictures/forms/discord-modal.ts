import { readFileSync } from 'node:fs';
import { escapeHtml } from '../discord-text.ts';

/** The fields of a modal that a picture shows; other fields are ignored. */
export interface DiscordModal {
  readonly title: string;
  readonly components: readonly { readonly components: readonly TextInput[] }[];
}

interface TextInput {
  readonly label: string;
  readonly placeholder?: string;
  readonly value?: string;
}

const CSS = ['../discord.css', 'discord-modal.css']
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n');

/** Renders a modal as Discord's desktop client does. */
export function modalToHtml({ title, components }: DiscordModal): string {
  const inputs = components.flatMap((row) => row.components).map(inputHtml);
  return `<!doctype html><html lang="ko" data-theme="dark"><head><meta charset="utf-8"><title>Discord</title><style>${CSS}</style></head>
<body><main class="modal"><h1>${escapeHtml(title)}<i>✕</i></h1>${inputs.join('\n')}
<footer><span>취소</span><span class="submit">제출</span></footer></main></body></html>`;
}

const inputHtml = ({
  label,
  placeholder = '',
  value,
}: TextInput) => `<div class="input"><b>${escapeHtml(label)}</b>
<p class="${value ? '' : 'empty'}">${escapeHtml(value ?? placeholder)}</p></div>`;
