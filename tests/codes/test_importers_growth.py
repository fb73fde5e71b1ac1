"""Growth tables as CDC and WHO ship them."""

from tests.codes.importing import WriteFile, made, refused


def test_growth_tables_of_cdc_single_files(write: WriteFile) -> None:
    text = "Sex,Agemos,L,M,S,P3\n1,24,-2.0,16.5,0.08,14.5\nSex,Agemos,L,M,S,P3\n2,24,-1.0,16.4,0.09,14.1\n"
    table = made("growth_cdc2000", write("bmiagerev.csv", text))
    assert list(table.rows()) == [
        ("bmi_for_age_2_20", "M", "24", "-2.0", "16.5", "0.08"),
        ("bmi_for_age_2_20", "F", "24", "-1.0", "16.4", "0.09"),
    ]
    assert refused("growth_cdc2000", write("unknown.csv", text))[0] == "not_a_growth_table"
    assert refused("growth_cdc2000", write("wtage.csv", text.replace("\n2,", "\n3,"))) == ("not_a_sex", 4)
    assert refused("growth_cdc2000", write("wtage.csv", text.replace("16.5", "-16.5"))) == ("not_positive", 2)
    assert refused("growth_cdc2000", write("wtage.csv", text.replace("16.5", "nan"))) == ("not_a_number", 2)
    assert refused("growth_cdc2000", write("wtage.csv", text.replace("16.5", "1_6"))) == ("not_a_number", 2)


def test_growth_tables_of_who_single_files(write: WriteFile) -> None:
    boys = write(
        "wfa-boys-zscore-expanded-tables.txt", "Day\tL\tM\tS\tSD0\n0\t0.3487\t3.3464\t0.14602\t3.346\n"
    )
    girls = write("tab_wfl_girls_p_0_2.txt", "Length\tL\tM\tS\n45.0\t-0.3833\t2.4607\t0.09029\n")
    assert list(made("growth_who2006", boys, girls).rows()) == [
        ("weight_for_age", "M", "0", "0.3487", "3.3464", "0.14602"),
        ("weight_for_length", "F", "45.0", "-0.3833", "2.4607", "0.09029"),
    ]
    assert refused("growth_who2006", write("wfa.txt", "Day\tL\tM\tS\n"))[0] == "not_a_growth_table"
