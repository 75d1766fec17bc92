/**
 * The variables of Git that say who the user is and how this machine reaches others. All other `GIT_*` are dropped:
 * inside of a hook, Git points them at the repository and the index of the command that runs the hook.
 */
const kept =
  /^GIT_(AUTHOR_|COMMITTER_|SSH|ASKPASS$|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$|EXEC_PATH$|CEILING_DIRECTORIES$|DISCOVERY_ACROSS_FILESYSTEM$|HTTP_|SSL_|PROXY_|TRACE|TEMPLATE_DIR$)/i;

/** The environment in which our Git commands run: the user's, in English, without prompts and pagers. */
export function gitEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || /^(PAGER|EDITOR|VISUAL|PREFIX)$/i.test(name)) continue;
    if (!/^GIT_/i.test(name) || kept.test(name)) environment[name] = value;
  }
  return {
    ...environment,
    // Messages are matched as text; LANGUAGE would win over LC_ALL.
    LC_ALL: "C",
    LANGUAGE: "",
    GIT_TERMINAL_PROMPT: "0",
    // A command that only looks must not make the user's own `git commit` fail on index.lock.
    GIT_OPTIONAL_LOCKS: "0",
    // Paths are names, also where they hold `*` or start with `:`.
    GIT_LITERAL_PATHSPECS: "1",
  };
}

/**
 * Settings for every command of ours. Hooks are the user's, for the user's own commits: ours would run them in the
 * middle of plumbing. Git finds no hook below a path that is not a folder, on Windows too.
 */
export const gitSettings: readonly string[] = ["core.hooksPath=/dev/null", "core.quotePath=false"];
