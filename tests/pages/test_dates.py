"""Dates as people read them: the era of each day, the precision that is known, days of Japan."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import messages
from app.i18n.japan_time import japanese_day, parse_moment
from app.pages.dates import day, due, fiscal, written_date


@pytest.mark.parametrize(
    ("start", "end", "precision", "shown"),
    [
        ("2019-03-31", "2019-03-31", "day", "平成31年3月31日（2019年3月31日）"),
        ("1989-01-07", "1989-01-07", "day", "昭和64年1月7日（1989年1月7日）"),
        ("1868-10-22", "1868-10-22", "day", "1868年10月22日"),
        (
            "2019-04-30",
            "2019-05-01",
            "day",
            "平成31年4月30日～令和元年5月1日（2019年4月30日～2019年5月1日）",
        ),
        ("2019-04-01", "2019-04-30", "month", "平成31年4月（2019年4月）"),
        ("2019-05-01", "2019-05-31", "month", "令和元年5月（2019年5月）"),
        ("2019-03-01", "2019-06-30", "month", "平成31年3月～令和元年6月（2019年3月～2019年6月）"),
        ("1989-01-01", "1989-01-31", "month", "昭和64年1月・平成元年1月（1989年1月）"),
        ("2019-04-01", "2019-09-30", "fiscal_half", "平成31年4月～令和元年9月（2019年4月～2019年9月）"),
        ("2018-10-01", "2019-03-31", "fiscal_half", "平成30年10月～平成31年3月（2018年10月～2019年3月）"),
        ("2019-01-01", "2019-12-31", "year", "平成31年・令和元年（2019年）"),
        ("2018-01-01", "2019-12-31", "year", "平成30年～令和元年（2018年～2019年）"),
        ("2019-01-01", "2021-12-31", "year", "平成31年～令和3年（2019年～2021年）"),
        ("2022-01-01", "2022-12-31", "year", "令和4年（2022年）"),
        ("2022-09-05", "2022-09-05", "day", "令和4年9月5日（2022年9月5日）"),
        ("2022-10-01", "2023-03-31", "fiscal_half", "令和4年10月～令和5年3月（2022年10月～2023年3月）"),
        ("2019-04-01", "2020-03-31", "fiscal_year", "令和元年度（2019年度）"),
        ("2018-04-01", "2019-03-31", "fiscal_year", "平成30年度（2018年度）"),
        ("1988-04-01", "1989-03-31", "fiscal_year", "昭和63年度（1988年度）"),
        ("2022-04-01", "2023-03-31", "fiscal_year", "令和4年度（2022年度）"),
        ("2022-04-01", "2026-03-31", "fiscal_year", "令和4年度～令和7年度（2022年度～2025年度）"),
        ("2018-04-01", "2020-03-31", "fiscal_year", "平成30年度～令和元年度（2018年度～2019年度）"),
    ],
)
def test_a_due_is_shown_with_both_ends_in_its_precision(
    start: str, end: str, precision: str, shown: str
) -> None:
    assert due({"start": start, "end": end, "precision": precision}) == shown


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-03-31T23:10:00Z", "令和8年4月1日（2026年4月1日）"),
        ("2026-03-31T14:59:59Z", "令和8年3月31日（2026年3月31日）"),
        ("2026-03-31T15:00:00+00:00", "令和8年4月1日（2026年4月1日）"),
        ("2026-04-01T00:30:00+09:00", "令和8年4月1日（2026年4月1日）"),
        ("2019-04-30T15:00:00Z", "令和元年5月1日（2019年5月1日）"),
    ],
)
def test_the_day_of_a_moment_is_that_of_japan(moment: str, shown: str) -> None:
    assert day(moment) == day(datetime.fromisoformat(moment)) == shown


def test_another_language_has_its_own_order_of_year_month_and_day(tmp_path: Path) -> None:
    translations = {
        "%(year)s%(month)s月%(day)s日": "%(day)s/%(month)s %(year)s",
        "%(era)s%(year)s年": "%(era)s %(year)s",
        "%(year)s年": "%(year)s",
        "%(year)s度": "FY %(year)s",
        "%(era)s度（%(year)s年度）": "FY %(era)s (%(year)s)",
        "%(era)s（%(western)s）": "%(era)s (%(western)s)",
        "%(first)s～%(last)s": "%(first)s to %(last)s",
        "%(first)s・%(last)s": "%(first)s and %(last)s",
        "元": "1",
        "平成": "Heisei",
        "令和": "Reiwa",
    }
    file = messages.catalogue_path("en", tmp_path)
    file.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    file.write_text(
        header + "".join(f'\nmsgid "{one}"\nmsgstr "{other}"\n' for one, other in translations.items())
    )
    messages.set_language("en", tmp_path)
    try:
        assert written_date("2019-04-30") == "30/4 Heisei 31 (30/4 2019)"
        assert due({"start": "2019-01-01", "end": "2019-12-31", "precision": "year"}) == (
            "Heisei 31 and Reiwa 1 (2019)"
        )
        assert due({"start": "2022-04-01", "end": "2026-03-31", "precision": "fiscal_year"}) == (
            "FY Reiwa 4 to FY Reiwa 7 (FY 2022 to FY 2025)"
        )
        assert fiscal(2019) == "FY Reiwa 1 (2019)"
    finally:
        messages.set_language(messages.SOURCE)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-04-01", "2026-03-31T15:00:00+00:00", "2026-04-01T14:59:59.999999+00:00"),
        ("2026-04-01T08:10:00+09:00", "2026-03-31T23:10:00+00:00", None),
        ("2026-04-01T08:10:00 09:00", "2026-03-31T23:10:00+00:00", None),
        ("2026-03-31T23:10:00Z", "2026-03-31T23:10:00+00:00", None),
        ("2026-03-31T14:10-09:00", "2026-03-31T23:10:00+00:00", None),
    ],
)
def test_a_day_is_a_day_of_japan_and_a_moment_has_an_offset(
    written: str, first: str, last: str | None
) -> None:
    assert parse_moment(written).isoformat() == first
    assert parse_moment(written, last=True).isoformat() == (last or first)


@given(
    st.text()
    | st.datetimes().map(str)
    | st.datetimes(timezones=st.timezones()).map(str)
    | st.dates().map(str)
)
def test_any_text_is_a_moment_in_utc_or_refused_with_a_sentence(written: str) -> None:
    try:
        moment = parse_moment(written)
    except ValueError as error:
        assert str(error).startswith("「") and str(error).endswith("書いてください。")
    else:
        assert moment.tzinfo is UTC
        assert japanese_day(moment) >= moment.date()
