"""The table of a release, and the files of CDC that it is made from."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from app.core.errors import Unavailable
from app.vaccines.release import NOTICE, pack, read_release, shipped_schedule, unpack

ANTIGEN = """<antigenSupportingData><contraindications/><series><seriesName>One</seriesName>
<targetDisease>Mumps</targetDisease><vaccineGroup>MMR</vaccineGroup><seriesType>Standard</seriesType>
<selectSeries><defaultSeries>Yes</defaultSeries><seriesGroup>1</seriesGroup></selectSeries>
<seriesDose><doseNumber>Dose 1</doseNumber><age><minAge>{age}</minAge></age></seriesDose>
</series></antigenSupportingData>"""
SCHEDULE = """<scheduleSupportingData><cvxToAntigenMap><cvxMap><cvx>07</cvx><association>
<antigen>Mumps</antigen></association></cvxMap></cvxToAntigenMap></scheduleSupportingData>"""


def write(folder: Path, antigen: str = ANTIGEN.format(age="12 months"), schedule: str = SCHEDULE) -> Path:
    (folder / "ScheduleSupportingData.xml").write_text(schedule)
    (folder / "AntigenSupportingData-Mumps.xml.gz").write_bytes(gzip.compress(antigen.encode()))
    return folder


def test_the_shipped_release_is_whole_and_says_where_it_is_from() -> None:
    shipped = shipped_schedule()
    assert (shipped.release, len(shipped.antigens), len(shipped.vaccine_groups)) == ("4.64", 30, 26)
    assert len(shipped.observations) == 277 and len(shipped.associations) == 218
    assert NOTICE.encode() in gzip.decompress(pack(shipped))
    assert not any(one.guidance for antigen in shipped.antigens.values() for one in antigen.series)


def test_a_table_gives_back_what_it_was_made_of_and_is_always_the_same() -> None:
    shipped = shipped_schedule()
    assert unpack(pack(shipped)) == shipped
    assert pack(unpack(pack(shipped))) == pack(shipped)


def test_a_release_is_read_from_the_files_of_cdc(tmp_path: Path) -> None:
    made = read_release(write(tmp_path), "9.9", date(2027, 1, 1))
    (series,) = made.antigens["Mumps"].series
    assert series.doses[0].ages[0].minimum is not None and series.doses[0].ages[0].minimum.months == 12
    assert made.associations["07"][0].antigen == "Mumps"


@pytest.mark.parametrize(
    "antigen",
    [
        ANTIGEN.format(age="a while"),
        ANTIGEN.format(age="12 months")[:200],
        "<!DOCTYPE a [<!ENTITY b 'c'>]>" + ANTIGEN.format(age="1 year"),
        ANTIGEN.format(age="1 year").replace("Standard", "Sometimes"),
    ],
)
def test_a_file_that_is_none_is_named_and_refused(tmp_path: Path, antigen: str) -> None:
    with pytest.raises(Unavailable) as refused:
        read_release(write(tmp_path, antigen), "9.9", date(2027, 1, 1))
    assert refused.value.message.id == "vaccines.release_unreadable"


def test_a_folder_without_a_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        read_release(tmp_path, "9.9", date(2027, 1, 1))
    assert refused.value.message.id == "vaccines.no_release"


@pytest.mark.parametrize("content", [b"", b"no table", gzip.compress(b"{}"), gzip.compress(b'{"format": 2}')])
def test_bytes_that_are_no_table_are_refused(content: bytes) -> None:
    with pytest.raises(Unavailable):
        unpack(content)


@pytest.mark.samples
def test_the_shipped_table_is_what_the_importer_makes(samples: Path) -> None:
    made = read_release(samples / "data" / "cdsi" / "xml", "4.64", date(2025, 11, 10))
    assert unpack(pack(made)) == shipped_schedule()
