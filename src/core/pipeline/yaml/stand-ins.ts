/**
 * Characters that no text has, each as long as what it stands in for: a value that YAML takes apart, because somebody left
 * the quotes away, is read as one text with them.
 */
const standIns: readonly (readonly [string, string])[] = [
  ["{", "\uE07B"],
  ["}", "\uE07D"],
  [":", "\uE03A"],
];

/** The text with stand-ins for all that begins a mapping. */
export function withStandIns(text: string): string {
  return standIns.reduce((changed, [meant, standIn]) => changed.replaceAll(meant, standIn), text);
}

/** The text as it was before `withStandIns`. */
export function withoutStandIns(text: string): string {
  if (!/[\uE07B\uE07D\uE03A]/.test(text)) return text;
  return standIns.reduce((changed, [meant, standIn]) => changed.replaceAll(standIn, meant), text);
}
