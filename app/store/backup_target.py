"""What a person should know of a target for backups: whether it is far away, shared, or no second drive."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from app.core.findings import Finding, Message
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
        "9p",
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


def target_findings(target: Path, paths: PracticePaths) -> tuple[Finding, ...]:
    """Return what to say of a target before a backup is made there; none of it stops the backup."""
    whole = target.expanduser().resolve()
    found = []
    if _is_far(whole):
        found.append("backup.target_network")
    if any(_SYNCED.fullmatch(part) for part in whole.parts):
        found.append("backup.target_synced")
    if not found and _same_drive(whole, paths.file.parent):
        found.append("backup.target_same_drive")
    return tuple(Finding(Message(one, {"folder": whole.name or str(whole)})) for one in found)


def _same_drive(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False


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

    def _is_far(folder: Path) -> bool:
        drive = folder.drive
        if drive.startswith("\\\\"):
            return True
        kind: int = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")
        return kind == _WINDOWS_REMOTE

else:

    def _is_far(folder: Path) -> bool:
        try:
            return far_by_mounts(
                Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace"), folder
            )
        except OSError:
            return False
