"""Starts a program that must not outlive its caller: `tether.py PARENT SIGNAL UID GID cmd…`.

A script, not a module to import: it becomes the program (exec), so nothing of it stays in memory.
UID and GID are `-` to keep the current user. The order matters: Linux clears the death signal when
a
process changes its user, so privileges are dropped first. Where there is no prctl (macOS) the
program is started untethered.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def drop_privileges(uid: str, gid: str) -> None:
    if uid == "-":
        return
    os.setgroups([])
    os.setgid(int(gid))
    os.setuid(int(uid))


def die_with(parent: int, signal_number: int) -> None:
    """Asks the kernel for `signal_number` when `parent` ends, and notices if it has ended
    already."""
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
        sys.exit(f"cannot tie the process to its parent: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit("the parent is gone")


def main() -> None:
    parent, signal_number, uid, gid, *command = sys.argv[1:]
    drop_privileges(uid, gid)
    die_with(int(parent), int(signal_number))
    try:
        os.execvp(command[0], command)  # noqa: S606 - the command is the launcher's own
    except OSError as error:
        sys.exit(f"cannot start {command[0]}: {error.strerror}")


if __name__ == "__main__":
    main()
