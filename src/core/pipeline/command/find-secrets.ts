/** Something in a text that nobody should read there. */
export interface Secret {
  readonly start: number;
  readonly end: number;
  /** What it is: "an access key of AWS". */
  readonly kind: string;
}

/** Tokens with a form of their own, as their services document it. */
const knownForms: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, "an access key of AWS"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b/g, "a token of GitHub"],
  [/\bgithub_pat_\w{22,}\b/g, "a token of GitHub"],
  [/\bglpat-[\w-]{20,}/g, "a token of GitLab"],
  [/\bhf_[A-Za-z0-9]{30,}\b/g, "a token of Hugging Face"],
  [/\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}/g, "an API key"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/g, "a token of Slack"],
  [/\bAIza[\w-]{35}/g, "an API key of Google"],
  [/(?<=[a-z]:\/\/[^\s/:@]{1,100}:)[^\s/:@$]{3,}(?=@)/gi, "a password"],
];

/** Finds tokens and passwords by their form. */
export function findSecrets(text: string): Secret[] {
  return knownForms.flatMap(([form, kind]) =>
    [...text.matchAll(form)].map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
      kind,
    })),
  );
}

/** True of a variable that holds something secret by its name: `WANDB_API_KEY`, `DB_PASSWORD`. */
export function isSecretName(name: string): boolean {
  return /(?:^|_)(?:API_?KEY|ACCESS_?KEY|SECRET(?:_?KEY)?|TOKEN|PASSWORD|PASSWD|CREDENTIALS?)$/i.test(name);
}
