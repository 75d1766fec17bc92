import * as vscode from "vscode";

/** A hover of plain lines: the first is bold, no line of the user's can become markup or a link. */
export function hover(title: string, lines: readonly string[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.appendMarkdown(`**${escapeMarkdown(title)}**`);
  for (const line of lines) markdown.appendMarkdown(`  \n${line}`);
  return markdown;
}

/** A titled bullet list for a hover, cut after `limit` items; nothing for an empty list. */
export function bullets(title: string, items: readonly string[], limit = 12): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, limit).map((item) => `- ${escapeMarkdown(item)}`);
  if (items.length > limit) shown.push(`- and ${items.length - limit} more`);
  return [`\n${escapeMarkdown(title)}\n\n${shown.join("\n")}\n`];
}

/** Text that Markdown shows as it is. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, String.raw`\$&`).replace(/\r?\n/g, " ");
}
