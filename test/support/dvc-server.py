"""Runs `dvc` commands for the tests: each in a process of its own, forked from this one, which has loaded DVC already.

A fresh `dvc` takes most of a second to import itself; a fork takes milliseconds, and starts as clean.
Usage: python dvc-server.py SOCKET
A client connects, sends one line of JSON {"cwd", "args", "env"}, and reads {"code", "stdout", "stderr"} to the end.
"""

import json
import os
import signal
import socket
import sys
import tempfile
import traceback

# Loaded here so that the children need not.
import dvc.cli
import dvc.commands
import dvc.repo
import dvc.repo.experiments
import dvc.stage
import dvc_data.hashfile.build


def run(args):
    try:
        return dvc.cli.main(args)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
        return 1


def answer(connection):
    with connection, connection.makefile("rw", encoding="utf-8") as stream:
        request = json.loads(stream.readline())
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        # DVC writes its command line into its locks.
        sys.argv = ["dvc", *request["args"]]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            code = run(request["args"])
            sys.stdout.flush()
            sys.stderr.flush()
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode("utf-8", "replace"))
            json.dump({"code": code, "stdout": texts[0], "stderr": texts[1]}, stream)


def main():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    server = socket.socket(socket.AF_UNIX)
    server.bind(sys.argv[1])
    server.listen(16)
    print("ready", flush=True)
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            # What DVC starts must be able to wait for its own children.
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                answer(connection)
            finally:
                os._exit(0)
        connection.close()


main()
