"""Whether a folder lies on another machine, or is copied by a syncing program while it is written.

Neither is a place for an open practice: the lock of one PC is not seen by the other, and a copy made
between two writes is neither the old practice nor the new one. A backup may lie there
(`backup_target.py`).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from app.store.causes import Cause, trouble
from app.store.files import PracticePaths

_FAR = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "afs",
        "ncpfs",
        "ceph",
        "glusterfs",
        "davfs",
        "fuse.sshfs",
        "fuse.davfs2",
        "fuse.rclone",
        "fuse.gvfsd-fuse",
        "fuse.s3fs",
        "webdav",
        "afpfs",
    }
)
_SYNCED = re.compile(
    r"(dropbox|onedrive|google ?drive|my drive|icloud ?drive|mobile documents|com~apple~clouddocs|nextcloud"
    r"|owncloud|pcloud ?drive|box sync|syncthing|mega ?sync|cloudstorage)( .*| - .*|-.*)?",
    re.IGNORECASE,
)
_WINDOWS_REMOTE = 4


def require_own_folder(paths: PracticePaths) -> None:
    """Refuse a practice in a network or synced folder. Raises Unavailable (folder far, folder synced)."""
    folder = paths.file.parent
    if is_far(folder):
        raise trouble(Cause.FOLDER_FAR, paths.file.name, folder=folder.name)
    if is_synced(folder):
        raise trouble(Cause.FOLDER_SYNCED, paths.file.name, folder=folder.name)


def is_synced(folder: Path) -> bool:
    """Tell by its name, or that of a folder around it, whether a syncing program copies a folder."""
    return any(_SYNCED.fullmatch(part) for part in folder.parts)


def far_by_mounts(mounts: str, folder: Path) -> bool:
    """Tell from the text of /proc/mounts whether a folder lies on another machine."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_plain(fields[1]))
        depth = len(point.parts)
        if (
            point in (folder, *folder.parents) and depth >= best
        ):  # of two at one place the later one lies on top
            best, kind = depth, fields[2]
    return kind in _FAR


def _plain(point: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), point)


if sys.platform == "win32":
    import ctypes

    def is_far(folder: Path) -> bool:
        """Tell whether a folder lies on another machine."""
        drive = folder.drive
        if drive.startswith("\\\\"):
            return True
        kind: int = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")
        return kind == _WINDOWS_REMOTE

else:

    def is_far(folder: Path) -> bool:
        """Tell whether a folder lies on another machine."""
        try:
            return far_by_mounts(
                Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace"), folder
            )
        except OSError:
            return False
