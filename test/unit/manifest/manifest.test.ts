import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { commands, contextKeys, panels, schemes, settings, views, workspaceStates } from "#protocol/names";

interface MenuItem {
  readonly command: string;
  readonly when: string;
  readonly group?: string;
}

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string; icon?: string }[];
    readonly viewsContainers: { activitybar: readonly { id: string; icon: string }[] };
    readonly views: Readonly<
      Record<string, readonly { id: string; name: string; icon: string; when?: string }[]>
    >;
    readonly viewsWelcome: readonly { view: string; when: string; contents: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly { command: string; key: string; when: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { markdownDescription?: string; default?: unknown }>>;
    };
    readonly walkthroughs: readonly {
      readonly icon: string;
      readonly when?: string;
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: { readonly markdown: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const root = path.resolve(import.meta.dirname, "../../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
const { contributes } = manifest;
const ours: readonly string[] = Object.values(commands);
const { commandPalette = [], ...otherMenus } = contributes.menus;
const menuItems = Object.values(otherMenus).flat();
const walkthroughSteps = contributes.walkthroughs.flatMap(({ steps }) => steps);

/** Commands of VS Code and of its built-in Git extension that our texts link to. */
const builtIn = ["vscode.openFolder", "workbench.trust.manage", "git.init"];

/** Every `when` clause, with a word that says where it stands. */
const whens = [
  ...commandPalette.map(({ command, when }) => [`palette ${command}`, when] as const),
  ...menuItems.map(({ command, when }) => [`menu ${command}`, when] as const),
  ...contributes.keybindings.map(({ command, when }) => [`key ${command}`, when] as const),
  ...contributes.viewsWelcome.map(({ view, when }) => [`welcome ${view}`, when] as const),
];

const linkedCommands = (text: string): string[] =>
  [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id ?? "");

describe("commands", () => {
  it("are the same in package.json and in names.ts", () => {
    expect(contributes.commands.map(({ command }) => command).toSorted()).toEqual(ours.toSorted());
  });

  it("have a title of their own and our category", () => {
    const titles = contributes.commands.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(contributes.commands.filter(({ category }) => category !== "Trainyard")).toEqual([]);
  });

  it("each say when the palette shows them", () => {
    expect(commandPalette.map(({ command }) => command).toSorted()).toEqual(ours.toSorted());
    expect(commandPalette.filter(({ when }) => !when)).toEqual([]);
  });

  it("are the only ones that menus, keys, welcome texts and the walkthrough name", () => {
    const named = [
      ...menuItems.map(({ command }) => command),
      ...contributes.keybindings.map(({ command }) => command),
      ...contributes.viewsWelcome.flatMap(({ contents }) => linkedCommands(contents)),
      ...walkthroughSteps.flatMap(({ description }) => linkedCommands(description)),
    ];
    expect(named.filter((id) => !ours.includes(id) && !builtIn.includes(id))).toEqual([]);
  });

  it("have an icon where only the icon is shown", () => {
    const icons = new Map(contributes.commands.map(({ command, icon }) => [command, icon]));
    const shown = menuItems.filter(({ group }) => /^(?:inline|navigation)/.test(group ?? ""));
    expect(shown.filter(({ command }) => icons.get(command) === undefined)).toEqual([]);
  });
});

describe("views", () => {
  const contributed = Object.values(contributes.views).flat();

  it("are the same in package.json and in names.ts", () => {
    expect(contributed.map(({ id }) => id).toSorted()).toEqual(Object.values(views).toSorted());
  });

  it("stand in a container that exists", () => {
    const containers = contributes.viewsContainers.activitybar.map(({ id }) => id);
    expect(Object.keys(contributes.views).filter((id) => !containers.includes(id))).toEqual([]);
  });

  // The Pipeline view of an open project always has a dvc.yaml, while searching nothing is known yet, and a project
  // that could not be opened says why in a message above the view.
  const empty = contributed.flatMap(({ id }) =>
    workspaceStates
      .filter((state) => state !== "searching" && state !== "failed")
      .filter((state) => state !== "ready" || id !== views.pipeline)
      .map((state) => [id, state] as const),
  );
  it.each(empty)("%s says what to do in the state %s", (view, state) => {
    const clause = `${contextKeys.state} == ${state}`;
    const texts = contributes.viewsWelcome.filter(
      (welcome) => welcome.view === view && welcome.when.split(" || ").includes(clause),
    );
    expect(texts).toHaveLength(1);
  });
});

describe("when clauses", () => {
  it("ask only for context keys that we set and states that there are", () => {
    const keys: readonly string[] = Object.values(contextKeys);
    const viewIds: readonly string[] = Object.values(views);
    const unknown = whens.flatMap(([where, when]) =>
      [...when.matchAll(/trainyard\.[\w.]+/g)]
        .map(([name]) => name)
        .filter((name) => !keys.includes(name) && !viewIds.includes(name))
        .map((name) => `${where}: ${name}`),
    );
    expect(unknown).toEqual([]);
    const states = whens.flatMap(([, when]) =>
      [...when.matchAll(/trainyard\.state [!=]= ([\w-]+)/g)].map(([, state]) => state),
    );
    expect(states.filter((state) => !workspaceStates.some((known) => known === state))).toEqual([]);
  });
});

describe("in a browser with no machine behind it", () => {
  const needsMachine = "!virtualWorkspace && (!isWeb || remoteName)";

  it("VS Code is given an extension that it takes for CommonJS", () => {
    expect(manifest.browser).toMatch(/\.cjs$/);
  });

  // Only the extension that runs on a machine sets these keys.
  const isHidden = (when: string | undefined) =>
    when !== undefined &&
    (when.includes(needsMachine) ||
      /trainyard\.(?:state == \w|running)|view == trainyard\.|focusedView == trainyard\./.test(when));

  it("only what the language server answers can be reached", () => {
    const reached = [...commandPalette, ...menuItems, ...contributes.keybindings].filter(
      ({ when }) => !isHidden(when),
    );
    expect([...new Set(reached.map(({ command }) => command))]).toEqual([commands.showResolved]);
  });

  it("there are no views and no walkthrough", () => {
    const shown = [...Object.values(contributes.views).flat(), ...contributes.walkthroughs];
    expect(shown.filter(({ when }) => !isHidden(when))).toEqual([]);
  });
});

describe("settings", () => {
  const { properties } = contributes.configuration;

  it("are the same in package.json and in names.ts", () => {
    const named = Object.values(settings).map((name) => `trainyard.${name}`);
    expect(Object.keys(properties).toSorted()).toEqual(named.toSorted());
  });

  it("have a description and a default", () => {
    const bare = Object.entries(properties).filter(
      ([, { markdownDescription, default: value }]) => !markdownDescription || value === undefined,
    );
    expect(bare).toEqual([]);
  });
});

describe("files and events", () => {
  const codicons = new Set(
    readdirSync(path.join(root, "node_modules/@vscode/codicons/src/icons")).map((file) =>
      path.basename(file, ".svg"),
    ),
  );

  it("icons and pages exist", () => {
    const files = [
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap((list) => list.map(({ icon }) => icon)),
      ...contributes.walkthroughs.map(({ icon }) => icon),
      ...walkthroughSteps.map(({ media }) => media.markdown),
    ];
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it("codicons exist", () => {
    const named = contributes.commands.flatMap(({ icon }) => /^\$\((.+)\)$/.exec(icon ?? "")?.[1] ?? []);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !codicons.has(name))).toEqual([]);
  });

  it("panels and documents wake the extension when a window is restored", () => {
    const events = [
      ...Object.values(panels).map((id) => `onWebviewPanel:${id}`),
      ...Object.values(schemes).map((scheme) => `onFileSystem:${scheme}`),
    ];
    expect(events.filter((event) => !manifest.activationEvents.includes(event))).toEqual([]);
  });

  it("each step of the walkthrough does something and knows when it is done", () => {
    expect(walkthroughSteps).toHaveLength(3);
    for (const { id, description, completionEvents } of walkthroughSteps) {
      const linked = linkedCommands(description);
      expect(linked, id).not.toEqual([]);
      const awaited = completionEvents.flatMap((event) => /^onCommand:(.+)$/.exec(event)?.[1] ?? []);
      expect(linked, id).toEqual(expect.arrayContaining(awaited));
    }
  });
});

describe("the guide", () => {
  const guide = readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.join("docs", file));
  const pages = ["README.md", ...guide]
    .filter((file) => existsSync(path.join(root, file)))
    .map((file) => readFileSync(path.join(root, file), "utf8"))
    .join("\n");

  it("names every command and every setting", () => {
    const titles = contributes.commands.map(({ title }) => title.replace(/…$/, ""));
    expect(titles.filter((title) => !pages.includes(title))).toEqual([]);
    const names = Object.keys(contributes.configuration.properties);
    expect(names.filter((name) => !pages.includes(name))).toEqual([]);
  });

  it("names no command that does not exist", () => {
    const titles = contributes.commands.map(({ title }) => title.replace(/…$/, ""));
    const written = [...pages.matchAll(/\*\*Trainyard: ([^*]+?)…?\*\*/g)].map(([, title]) => title ?? "");
    expect(written.filter((title) => !titles.includes(title))).toEqual([]);
  });
});
