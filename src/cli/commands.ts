import type { Command } from "./command.ts";
import { add } from "./commands/add.ts";
import { checkout } from "./commands/checkout.ts";
import { commit } from "./commands/commit.ts";
import { config } from "./commands/config.ts";
import { dag } from "./commands/dag.ts";
import { dataStatus } from "./commands/data-status.ts";
import { diff } from "./commands/diff.ts";
import { doctor } from "./commands/doctor.ts";
import { expApply } from "./commands/exp-apply.ts";
import { expDiff } from "./commands/exp-diff.ts";
import { expList } from "./commands/exp-list.ts";
import { expRemove } from "./commands/exp-remove.ts";
import { expRun } from "./commands/exp-run.ts";
import { expShow } from "./commands/exp-show.ts";
import { fetch } from "./commands/fetch.ts";
import { freeze, unfreeze } from "./commands/freeze.ts";
import { gc } from "./commands/gc.ts";
import { getUrl } from "./commands/get-url.ts";
import { get } from "./commands/get.ts";
import { importUrl } from "./commands/import-url.ts";
import { importData } from "./commands/import.ts";
import { init } from "./commands/init.ts";
import { lint } from "./commands/lint.ts";
import { metricsDiff } from "./commands/metrics-diff.ts";
import { metricsShow } from "./commands/metrics-show.ts";
import { move } from "./commands/move.ts";
import { paramsDiff } from "./commands/params-diff.ts";
import { pull } from "./commands/pull.ts";
import { push } from "./commands/push.ts";
import { registryAssign } from "./commands/registry-assign.ts";
import { registryRegister } from "./commands/registry-register.ts";
import { registryShow } from "./commands/registry-show.ts";
import { remoteAdd } from "./commands/remote-add.ts";
import { remoteDefault } from "./commands/remote-default.ts";
import { remoteList } from "./commands/remote-list.ts";
import { remoteModify } from "./commands/remote-modify.ts";
import { remoteRemove } from "./commands/remote-remove.ts";
import { remoteRename } from "./commands/remote-rename.ts";
import { remove } from "./commands/remove.ts";
import { repro } from "./commands/repro.ts";
import { resolve } from "./commands/resolve.ts";
import { runsExec } from "./commands/runs-exec.ts";
import { runsList } from "./commands/runs-list.ts";
import { runsLogs } from "./commands/runs-logs.ts";
import { runsStop } from "./commands/runs-stop.ts";
import { stageList } from "./commands/stage-list.ts";
import { status } from "./commands/status.ts";
import { unprotect } from "./commands/unprotect.ts";
import { update } from "./commands/update.ts";

/** All commands, in the order in which help lists them. */
export const commands: readonly Command[] = [
  init,
  status,
  repro,
  stageList,
  freeze,
  unfreeze,
  add,
  checkout,
  commit,
  remove,
  move,
  unprotect,
  importData,
  importUrl,
  update,
  get,
  getUrl,
  push,
  fetch,
  pull,
  resolve,
  dag,
  lint,
  paramsDiff,
  metricsShow,
  metricsDiff,
  expRun,
  expList,
  expShow,
  expDiff,
  expApply,
  expRemove,
  runsList,
  runsLogs,
  runsStop,
  registryShow,
  registryRegister,
  registryAssign,
  dataStatus,
  diff,
  gc,
  remoteList,
  remoteAdd,
  remoteModify,
  remoteDefault,
  remoteRename,
  remoteRemove,
  config,
  doctor,
  runsExec,
];
