"""Answers questions about DVC repositories: one JSON request a line on stdin, one JSON answer a line on stdout.

A request is {"root": folder, "question": name, "options": {...} or null}. An error of DVC is answered by
{"error": class name, "text": message}. Values keep their Python type: see encode().
"""

import contextlib
import datetime
import json
import logging
import os
import sys

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

from dvc.dependency import ParamsDependency  # noqa: E402
from dvc.repo import Repo  # noqa: E402
from dvc.stage import PipelineStage  # noqa: E402

logging.disable(logging.CRITICAL)


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {"map": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, (datetime.date, datetime.time)):
        return {"other": "date"}
    return {"other": type(value).__name__}


def relative(repo, reference):
    if reference.protocol != "local":
        return reference.def_path
    return os.path.relpath(reference.fs_path, repo.root_dir)


def output(repo, out):
    flags = {
        "text": out.def_path,
        "path": relative(repo, out),
        "kind": "metric" if out.metric else "plot" if out.plot else "out",
        "cache": bool(out.use_cache),
        "persist": bool(out.persist),
        "push": bool(out.can_push),
        "remote": encode(out.remote),
        "desc": encode(out.annot.desc),
        "type": encode(out.annot.type),
        "labels": encode(out.annot.labels or []),
        "meta": encode(out.annot.meta or None),
    }
    if isinstance(out.plot, dict):
        flags["plot"] = encode(out.plot)
    return flags


def stage_answer(repo, stage):
    deps = [dep for dep in stage.deps if not isinstance(dep, ParamsDependency)]
    params = [dep for dep in stage.deps if isinstance(dep, ParamsDependency)]
    return {
        "address": stage.addressing,
        "cmd": encode(stage.cmd),
        "wdir": os.path.relpath(stage.wdir, repo.root_dir),
        "deps": [{"text": dep.def_path, "path": relative(repo, dep)} for dep in deps],
        "params": [
            {"text": dep.def_path, "path": relative(repo, dep), "keys": list(map(str, dep.params))} for dep in params
        ],
        "outs": [output(repo, out) for out in stage.outs],
        "frozen": bool(stage.frozen),
        "always_changed": bool(stage.always_changed),
        "desc": encode(stage.desc),
        "meta": encode(stage.meta),
    }


def load(repo):
    index = repo.index
    stages = [stage for stage in index.stages if isinstance(stage, PipelineStage)]
    top = {"metrics": index._metrics, "params": index._params, "plots": index._plots, "artifacts": index._artifacts}
    return {
        "stages": [stage_answer(repo, stage) for stage in stages],
        **{name: {os.path.relpath(path, repo.root_dir): encode(found) for path, found in of.items()} for name, of in top.items()},
    }


def graph(repo):
    repo.check_graph(stages=repo.index.stages)
    return "ok"


def status(repo):
    return encode(repo.status())


def commit(repo):
    """Makes the inputs and outputs that are missing, and records each stage in dvc.lock. Gives what cannot be recorded."""
    refused = {}
    for stage in repo.index.stages:
        for reference in [*stage.deps, *stage.outs]:
            if isinstance(reference, ParamsDependency) or reference.protocol != "local" or not reference.is_in_repo:
                continue
            make(reference.fs_path, reference.def_path)
        try:
            with repo.lock:
                stage.save()
                stage.commit()
                stage.dump(update_pipeline=False)
        except Exception as error:  # noqa: BLE001
            refused[stage.addressing] = f"{type(error).__name__}: {error}"
    return refused


def make(path, name):
    if os.path.lexists(path):
        return
    if "." in os.path.basename(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"first of {name}\nsecond\n")
    else:
        make(os.path.join(path, "a.txt"), f"{name} a")
        make(os.path.join(path, "sub", "b.txt"), f"{name} b")


def diff(of):
    def ask(repo, **options):
        return encode(getattr(repo, of).diff(**options).get("diff", {}))

    return ask


def metrics(repo):
    shown = repo.metrics.show()
    for result in shown.values():
        for found in result.get("data", {}).values():
            if "error" in found:
                found["error"] = "x"
        if "error" in result:
            result["error"] = type(result["error"]).__name__
    return encode(shown)


questions = {
    "load": load,
    "graph": graph,
    "status": status,
    "commit": commit,
    "params diff": diff("params"),
    "metrics diff": diff("metrics"),
    "metrics show": metrics,
}


def answer(root, question, options):
    try:
        os.chdir(root)
        with contextlib.closing(Repo(root)) as repo:
            return questions[question](repo, **(options or {}))
    except Exception as error:  # noqa: BLE001
        return {"error": type(error).__name__, "text": str(error)}


for line in sys.stdin:
    answers.write(json.dumps(answer(**json.loads(line))) + "\n")
    answers.flush()
