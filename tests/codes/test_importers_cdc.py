"""The vaccine code sets of CDC, pipe-delimited and as CSV."""

import pytest

from tests.codes.importing import WriteFile, made, refused

CVX_PIPE = (
    "143     |Adenovirus types 4 and 7|Adenovirus, types 4 and 7, oral|Two tablets.|Active|False|2011/03/20\n"
    "3         |MMR|measles, mumps and rubella virus vaccine||Active|False|5/28/2010\n"
)


def test_cvx_in_both_forms_is_the_same(write: WriteFile) -> None:
    from_pipe = made("cvx", write("cvx.txt", CVX_PIPE))
    assert from_pipe.row(0) == (
        "03",
        "MMR",
        "measles, mumps and rubella virus vaccine",
        "Active",
        "",
        "2010-05-28",
    )
    head = "cvx,short_name,full_name,status,notes,last_updated\n"
    rows = (
        '143,Adenovirus types 4 and 7,"Adenovirus, types 4 and 7, oral",Active,Two tablets.,2011-03-20\n'
        '03,MMR,"measles, mumps and rubella virus vaccine",Active,,2010-05-28\n'
    )
    assert made("cvx", write("cvx.csv", head + rows)).lines == from_pipe.lines


@pytest.mark.parametrize(
    ("name", "text", "row"),
    [
        ("mvx", "PMC|Sanofi Pasteur|notes|Active|2020/01/01\n", ("PMC", "Sanofi Pasteur", "Active", "notes")),
        (
            "trade_names",
            "Gardasil 9|HPV9|165       |Merck|MSD|Active|Active|2015/01/01|\n",
            ("Gardasil 9", "165", "MSD", "Active"),
        ),
        ("vaccine_groups", "DTP|01|Inactive|DTAP|107\n", ("01", "DTAP", "107")),
        (
            "vis",
            "Polio Vaccine VIS|2025/01/31|253088698300017211250131|0886983000172|Current|2025/02/01\n",
            ("Polio Vaccine VIS", "2025-01-31", "253088698300017211250131", "0886983000172", "Current"),
        ),
        (
            "cvx_vis",
            "10|IPV|253088698300017211250131|Polio Vaccine VIS|2025/01/31|Current\n",
            ("10", "Polio Vaccine VIS", "2025-01-31", "253088698300017211250131", "Current"),
        ),
        (
            "vis_urls",
            "Polio Vaccine VIS|0886983000172|https://example.test/a.pdf|https://example.test/a.html\n",
            (
                "Polio Vaccine VIS",
                "0886983000172",
                "https://example.test/a.pdf",
                "https://example.test/a.html",
            ),
        ),
        (
            "cpt_cvx",
            "90715|somebody's wording|Tdap|115|comment|2024/06/13|1\n",
            ("90715", "115", "Tdap"),
        ),
    ],
)
def test_cdc_pipe_files(name: str, text: str, row: tuple[str, ...], write: WriteFile) -> None:
    assert list(made(name, write(f"{name}.txt", text)).rows()) == [row]


SALE = (
    "5|49281|425|50|FLUZONE|Influenza|Sanofi|20250701||PACKAGE, 10|INTRAMUSCULAR|2025-07-16 00:00:00"
    "|140       |Influenza|49281-0425-50|00349281425505\n"
)
USE = (
    "7|49281|425|88|FLUZONE|Influenza|Sanofi|20250701|20260630|SYRINGE|00349281425888|140       "
    "|Influenza|False     |49281-0425-88|2025-07-16 00:00:00|00349281425888\n"
)


def test_packages_get_their_maker_from_the_linker(write: WriteFile) -> None:
    sources = (
        write("NDC_Unit_sale.txt", SALE),
        write("NDC_Unit_use.txt", USE),
        write("NDC_Linker.txt", "1|5|7|PMC\n"),
    )
    assert list(made("vaccine_ndc", *sources).rows()) == [
        (
            "49281042550",
            "sale",
            "00349281425505",
            "140",
            "PMC",
            "FLUZONE",
            "Sanofi",
            "PACKAGE, 10",
            "2025-07-01",
            "",
        ),
        (
            "49281042588",
            "use",
            "00349281425888",
            "140",
            "PMC",
            "FLUZONE",
            "Sanofi",
            "SYRINGE",
            "2025-07-01",
            "2026-06-30",
        ),
    ]
    assert refused("vaccine_ndc", *sources[:2])[0] == "source_missing"
    assert refused("vaccine_ndc", *sources, sources[0])[0] == "source_twice"


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (CVX_PIPE + "4|too|few\n", "wrong_number_of_values", 3),
        (CVX_PIPE.replace("143", "1x3"), "not_a_code", 1),
        (CVX_PIPE.replace("2011/03/20", "2011/13/20"), "not_a_date", 1),
        (CVX_PIPE.replace("MMR", ""), "value_missing", 2),
        (CVX_PIPE + CVX_PIPE, "code_twice", 0),
    ],
)
def test_a_bad_cdc_file_is_refused(text: str, reason: str, line: int, write: WriteFile) -> None:
    assert refused("cvx", write("cvx.txt", text)) == (reason, line)
