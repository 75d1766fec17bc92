/** A small repository whose pipeline shows one side of the format; its commands need nothing but POSIX tools. */
export interface SamplePipeline {
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
  /** Files that get the execute bit. */
  readonly executable?: readonly string[];
  /** What `dvc status --json` says of it when nothing changed; nothing unless given. */
  readonly settled?: Readonly<Record<string, unknown>>;
}

const raw = { "raw.txt": "one\ntwo\nthree\n" };

export const samplePipelines: readonly SamplePipeline[] = [
  {
    about: "parameters of every type",
    files: {
      ...raw,
      "params.yaml": `
lr: 1e-5
one: 1.0
tenth: .1
large: 1e16
huge: 123456789012345678901234567890
negative: -0.0
endless: .inf
flag: true
nothing: null
empty: ""
text: "yes"
digits: "007"
number: "1"
unicode: é😀
colon: "a: b # c"
quotes: it's "so"
lines: "a\\nb\\n"
list: [1, 2.0, three, null, [4]]
nested:
  z: 1
  a: {y: 2, b: [1e-7, x]}
size: 3
`,
      "dvc.yaml": `
stages:
  train:
    cmd: cp raw.txt model.txt
    deps: [raw.txt]
    params: [lr, one, tenth, large, huge, negative, endless, flag, nothing, empty, text, digits, number, unicode,
      colon, quotes, lines, list, nested, size, list.0]
    outs: [model.txt]
`,
    },
  },
  {
    about: "parameter files of every kind, whole and in part",
    files: {
      ...raw,
      "params.yaml": "lr: 0.1\nother: 2\n",
      "conf/all.yaml": "b: 1\na:\n  d: 2\n  c: [x]\n",
      "conf/model.json": '{"depth": 3, "rate": 1e-3, "name": "\\u00e9"}',
      "dvc.yaml": `
stages:
  train:
    cmd: cp raw.txt model.txt
    deps: [raw.txt]
    params:
      - conf/all.yaml:
      - conf/model.json: [rate, name]
      - lr
    outs: [model.txt]
`,
    },
  },
  {
    about: "folders as outputs and dependencies",
    files: {
      "data/a.txt": "a\n",
      "data/sub/b.txt": "b\n",
      "data/skipped.tmp": "noise\n",
      ".dvcignore": "*.tmp\n",
      "dvc.yaml": `
stages:
  split:
    cmd: mkdir -p parts/deep/er && cp data/a.txt parts/ab && cp data/a.txt parts/a-b && cp data/sub/b.txt parts/deep/er/b && touch parts/empty
    deps: [data]
    outs: [parts]
  use:
    cmd: mkdir -p out/x && cat parts/deep/er/b parts/ab > out/x/all.txt
    deps: [parts/deep, parts/ab, data/sub]
    outs: [out/x]
`,
    },
  },
  {
    about: "metrics and plots that Git keeps",
    files: {
      ...raw,
      "dvc.yaml": `
stages:
  measure:
    cmd: >-
      echo '{"acc": 0.5, "deep": {"loss": 1e-3, "n": 3}}' > metrics.json;
      printf 'step,loss\\n0,1.5\\n1,0.5\\n' > loss.csv;
      mkdir -p live/plots && printf 'step\\tacc\\n0\\t0.1\\n' > live/plots/acc.tsv;
      echo cached: 1 > cached.yaml
    deps: [raw.txt]
    metrics:
      - metrics.json: {cache: false}
      - cached.yaml
    plots:
      - loss.csv: {cache: false, x: step, y: loss}
      - live/plots: {cache: false}
metrics: [metrics.json]
plots:
  - loss.csv: {x: step, y: loss}
`,
    },
  },
  {
    about: "a working folder, and paths that leave it",
    files: {
      ...raw,
      "where: odd/params.yaml": "n: 2\n",
      "params.yaml": "folder: 'where: odd'\n",
      "dvc.yaml": `
stages:
  inside:
    wdir: \${folder}
    cmd: head -n 2 ../raw.txt > here.txt && cp here.txt ../there.txt
    deps: [../raw.txt]
    params: [n]
    outs: [./here.txt, ../there.txt]
`,
    },
  },
  {
    about: "lists of commands, and commands that are hard to print",
    files: {
      ...raw,
      "dvc.yaml": `
stages:
  list:
    cmd:
      - cp raw.txt a.txt
      - 'echo "it''s: #1" >> a.txt'
      - cd / && true
    deps: [raw.txt]
    outs: [a.txt]
  lines:
    cmd: |
      cp raw.txt b.txt
      # a comment
      echo "tab	and \\\\ and é" >> b.txt
    deps: [raw.txt]
    outs: [b.txt]
  long:
    cmd: echo aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccc dddddddddddddddddddddddddddd eeeeeeeeeeeeeee ffffffffffffff > c.txt
    deps: [raw.txt]
    outs: [c.txt]
`,
    },
  },
  {
    about: "foreach over a list, a mapping and parameters",
    files: {
      ...raw,
      "params.yaml": "sizes: [1, 2]\nmodels:\n  small: {n: 1}\n  big: {n: 3}\n",
      "dvc.yaml": `
stages:
  list:
    foreach: [a, 1.0, true]
    do:
      cmd: echo \${item} > list-\${item}.txt
      deps: [raw.txt]
      outs: ["list-\${item}.txt"]
  params:
    foreach: \${sizes}
    do:
      cmd: head -n \${item} raw.txt > size-\${item}.txt
      deps: [raw.txt]
      outs: ["size-\${item}.txt"]
  models:
    foreach: \${models}
    do:
      cmd: head -n \${item.n} raw.txt > model-\${key}.txt
      deps: [raw.txt, "list-a.txt"]
      params: ["models.\${key}"]
      outs: ["model-\${key}.txt"]
`,
    },
  },
  {
    about: "a matrix with mappings among its values",
    files: {
      ...raw,
      "params.yaml": "depths: [1, 2]\n",
      "dvc.yaml": `
stages:
  grid:
    matrix:
      depth: \${depths}
      model: [linear, {name: tree, n: 3}]
    cmd: echo \${item.depth} \${key} > \${key}.txt
    deps: [raw.txt]
    outs: ["\${key}.txt"]
`,
    },
  },
  {
    about: "vars from files and in place, and mappings as options",
    files: {
      ...raw,
      "params.yaml": "train: {lr: 1e-3, epochs: 10, fast: true, slow: false, name: it's me, tags: [a, b]}\n",
      "more.yaml": "paths: {model: m.txt}\nother: 1\n",
      "dvc.yaml": `
vars:
  - more.yaml:paths
  - deep: {er: [zero, one]}
stages:
  train:
    vars:
      - mine: {x: 1.0}
    cmd: echo \${train} \${mine} \${deep.er[1]} > \${paths.model}
    deps: [raw.txt]
    params: [train]
    outs: ["\${paths.model}"]
`,
    },
  },
  {
    about: "names with blanks, accents and signs of YAML",
    files: {
      "Ünïcode data/ä b.txt": "ä\n",
      "- dash.txt": "dash\n",
      "dvc.yaml": `
stages:
  größe:
    cmd:
      - "mkdir -p 'out #1/日本' && cp 'Ünïcode data/ä b.txt' 'out #1/日本/😀～é.txt'"
      - cp ./'- dash.txt' '1' && cp ./'- dash.txt' '[x]*?!.txt'
    deps: ["Ünïcode data", "- dash.txt"]
    outs: ["out #1", "1", "[x]*?!.txt"]
  "true":
    cmd: cp 1 null
    deps: ["1"]
    outs: ["null"]
`,
    },
  },
  {
    about: "programs as dependencies and outputs",
    files: {
      ...raw,
      "tool.sh": "#!/bin/sh\ncp raw.txt made.sh && chmod +x made.sh\n",
      "dvc.yaml": `
stages:
  make:
    cmd: ./tool.sh
    deps: [tool.sh, raw.txt]
    outs: [made.sh]
  use:
    cmd: cp made.sh plain.txt && chmod -x plain.txt
    deps: [made.sh]
    outs: [plain.txt]
`,
    },
    executable: ["tool.sh"],
  },
  {
    about: "persistent, frozen and always changed stages",
    files: {
      ...raw,
      "kept.txt": "kept\n",
      "dvc.yaml": `
stages:
  grow:
    cmd: cat raw.txt >> grown.txt
    deps: [raw.txt]
    outs:
      - grown.txt: {persist: true}
  kept:
    cmd: exit 1
    frozen: true
    deps: [raw.txt]
    outs:
      - kept.txt: {cache: false}
  always:
    cmd: cp kept.txt always.txt
    always_changed: true
    deps: [kept.txt]
    outs: [always.txt]
  callback:
    cmd: echo called
`,
    },
    settled: { always: ["always changed"], callback: ["always changed"] },
  },
  {
    about: "several pipelines that need each other, in sub-folders",
    files: {
      ...raw,
      "dvc.yaml":
        "stages:\n  first:\n    cmd: cp raw.txt first.txt\n    deps: [raw.txt]\n    outs: [first.txt]\n",
      "sub/dvc.yaml": `
stages:
  second:
    cmd: cp ../first.txt second.txt
    deps: [../first.txt]
    params: [lr]
    outs: [second.txt]
`,
      "sub/params.yaml": "lr: 0.5\n",
      "sub/deeper/dvc.yaml": `
stages:
  third:
    cmd: cat ../second.txt ../../first.txt > third.txt
    deps: [../second.txt, ../../first.txt]
    outs: [third.txt]
`,
    },
  },
  {
    about: "outputs that Git ignores already, or keeps",
    files: {
      ...raw,
      ".gitignore": "*.bin\nbuilt/\n",
      "deep/.gitignore": "/old.txt",
      "dvc.yaml": `
stages:
  make:
    cmd: cp raw.txt a.bin && mkdir -p built && cp raw.txt built/b.txt && cp raw.txt deep/new.txt && cp raw.txt deep/git.txt
    deps: [raw.txt]
    outs:
      - a.bin
      - built/b.txt
      - deep/new.txt
      - deep/git.txt: {cache: false}
`,
    },
  },
];
